package io.twinbox.admin;

import java.util.List;
import java.util.Optional;

/**
 * Operator actions on the stored records of the inboxes of one database. Thread-safe. Every action
 * is one transaction with its audit row, and does nothing a second time.
 *
 * <p>Who may act is the database's business: the connection's role needs the rights of the inbox's
 * role.
 */
public interface InboxAdmin {
  /** Most records listed or changed by one call. */
  int MAX_PAGE = 1_000;

  /** The consumers this database knows, by name. */
  List<String> consumers();

  /**
   * Lists stored records by seq, without payloads.
   *
   * @param after only records with a higher seq; 0 = from the first
   * @param limit 1 to {@link #MAX_PAGE}
   * @throws IllegalArgumentException if there is no such consumer, or the limit is out of bounds
   */
  List<InboxItem> list(InboxFilter filter, long after, int limit);

  /** One stored record with all there is; empty if it is not there (any more). */
  Optional<InboxLetter> show(String consumer, long seq);

  /**
   * Puts a dead letter back, or makes a parked record due: at its place in its lane, due at once
   * and with no attempts counted. Later records of its key may have been handled since: their order
   * to it is gone.
   *
   * @return false if there is no such record, or it was discarded, or waits for nothing
   */
  boolean retry(String consumer, long seq, Act act);

  /**
   * Retries what the filter fits, at most {@link #MAX_PAGE} records per call, lowest seq first. Do
   * it again until nothing is left.
   *
   * @return how many
   */
  int retry(InboxFilter filter, Act act);

  /**
   * Drops a dead letter or a parked record: it is never handled, and no longer blocks its lane. It
   * stays to be read until the retention ends.
   *
   * @return false if there is no such record, or it was discarded before
   */
  boolean discard(String consumer, long seq, Act act);

  /** Discards what the filter fits, as {@link #retry(InboxFilter, Act)} does. */
  int discard(InboxFilter filter, Act act);
}
