package io.twinbox.admin;

import java.util.Collection;
import java.util.List;

/**
 * What operators do with the relays of one database, and what they look at. Thread-safe. Every
 * action is one transaction with its audit row, and does nothing a second time.
 *
 * <p>Who may act is the database's business: the connection's role needs the rights of the relay's
 * role.
 */
public interface OutboxAdmin {

  /**
   * Lets a relay settle what is in flight and start nothing new. Takes effect with the next renewal
   * of its lease, at the latest after a third of the time to live.
   *
   * @return false if it was paused already
   * @throws IllegalArgumentException if there is no such relay
   */
  boolean pause(String relay, Act act);

  /**
   * Lets a paused relay go on, just as late.
   *
   * @return false if it was not paused
   * @throws IllegalArgumentException if there is no such relay
   */
  boolean resume(String relay, Act act);

  /**
   * Puts a dead letter back at the head of its lane, due at once and with no attempts counted.
   * Later entries of its key may have been published since: their order to it is gone.
   *
   * @return false if entry {@code seq} is not a dead letter, or was discarded
   */
  boolean retry(String relay, long seq, Act act);

  /**
   * Drops a dead letter: it stays to be read until the retention ends, and no longer blocks its
   * lane.
   *
   * @return false if entry {@code seq} is not a dead letter, or was discarded before
   */
  boolean discard(String relay, long seq, Act act);

  /** How the relays of the database stand, by name. Reads what waits and little more. */
  List<RelayReport> relays();

  /**
   * What has become of entries.
   *
   * @param seqs their places in the log, at most 10,000
   * @return in the order of the log. Entries that are not there (not committed, rolled back,
   *     purged) are left out; one whose channel has several relays is told once for each
   */
  List<EntryStatus> entries(Collection<Long> seqs);
}
