package io.twinbox.spi;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Storage port of the relay: the log, the journal, the lease and the parked entries of one
 * database.
 *
 * <p>Every call is one transaction of its own and none is open when it returns. All times are the
 * database's. Thread-safe: {@link #read} runs ahead in another thread while the relay claims.
 *
 * <p>Every method throws {@link StoreException} when the database fails.
 */
public interface OutboxStore extends AutoCloseable {

  /**
   * Takes the lease if it is free, expired, or this owner's already. A change of owner raises the
   * epoch; so does every call of the same owner, for it may have forgotten what it wrote.
   *
   * @return the lease; empty while somebody else holds it
   */
  Optional<Lease> acquire(RelayId relay, String owner, Duration timeToLive);

  /**
   * Takes the lease without asking who holds it, for a relay that is known to run on one node only.
   * A former owner loses the journal as with every takeover.
   */
  Lease seize(RelayId relay, String owner, Duration timeToLive);

  /** Renews the lease and records the heartbeat. */
  Renewal renew(RelayId relay, Lease lease, Duration timeToLive, Heartbeat heartbeat);

  /**
   * Topics that an operator has stopped: their entries are set aside. Asked for with each renewal.
   */
  Set<String> pausedTopics(RelayId relay);

  /** Gives the lease back, so that the next owner need not wait. Nothing happens if it was lost. */
  void release(RelayId relay, Lease lease);

  /**
   * Writes the takeover row: from its commit on no former owner can write to the journal.
   *
   * @throws OwnershipLostException if an owner with the same or a higher epoch was faster
   * @throws StorageRollbackException if the journal is of another database or lies in its future
   */
  Takeover takeOver(RelayId relay, Lease lease);

  /**
   * Reads what comes after a position.
   *
   * @param head the owner's last row: names the run of the server that the position is true in
   * @param after the end of the last window read
   * @param committedHigh the highest {@link Window#high} this owner knows to be committed in the
   *     journal: becomes the new window's {@link Window#toLow}
   * @throws OwnershipLostException if the run of the database server that {@code head} names is
   *     over: the server crashed, was restarted, or another took its place; or if somebody else
   *     took over
   */
  Reading read(
      RelayId relay, JournalHead head, Window after, long committedHigh, ReadLimits limits);

  /**
   * Reads the entries of a claimed batch again: the same entries in the same order, always.
   *
   * @param head the owner's last row
   * @throws OwnershipLostException as {@link #read} does: elsewhere the batch may look smaller, and
   *     what is missing would be confirmed with it
   */
  List<ParkedEntry> reread(RelayId relay, JournalHead head, Batch batch);

  /**
   * Reads parked entries whose time has come: the due heads of lanes, and behind a head that has
   * not failed itself (attempts 0: its lane is draining) the entries that follow it. If not all
   * fit, the lanes that have been due for longest, and of each lane no more than its share: a long
   * lane keeps nobody waiting.
   *
   * @param head the owner's last row
   * @param except lanes that are being tried: what the database says of them is out of date
   * @return by lane and seq; may be empty
   * @throws OwnershipLostException as {@link #read} does
   */
  List<ParkedEntry> readDue(
      RelayId relay, JournalHead head, Collection<Lane> except, ReadLimits limits);

  /**
   * Writes the next journal row, and the settlement with it, durably.
   *
   * @throws OwnershipLostException if {@code head} is not the journal's last row, or the run of the
   *     database server that it names is over: what the new row is about was read there
   */
  Written write(RelayId relay, JournalHead head, JournalRow row, Settlement settlement);

  /** How long settled entries are kept, as the database was set up. */
  Duration retention();

  /**
   * Removes what is older than the retention and settled. Takes what it can get without waiting.
   */
  Purged purge(RelayId relay);

  /** Releases what the store itself opened; never the application's data source. */
  @Override
  void close();
}
