package io.twinbox.spi;

import io.twinbox.RecordState;
import java.sql.Connection;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Storage port of the inbox: the ledger of ids, the stored records and the markers of one database.
 * Thread-safe. All times are the database's.
 *
 * <p>Calls that take a {@link Connection} are part of that transaction: they never end it, and
 * their effects go with it. All others are one transaction of their own, and none is open when they
 * return.
 *
 * <p>Every method throws {@link StoreException} when the database fails; the cause is kept.
 *
 * <p><b>Guard.</b> {@link #claim}, {@link #take} and {@link #lock} make a transaction that cannot
 * commit until {@link #release} was called in it. So a handler that commits by itself, in whatever
 * way, commits nothing.
 *
 * <p><b>Lanes.</b> A stored record is <i>live</i> while it is RECEIVED or PARKED, or DEAD with
 * {@link io.twinbox.AfterDeath#BLOCK} and not discarded. A lane with a live record is blocked for
 * arrivals. A record is the <i>head</i> of its lane if no live one of the lane has a lower seq;
 * records without a lane are heads always.
 */
public interface InboxStore extends AutoCloseable {
  /**
   * Stored records are spread over so many buckets, by their lane; records without a lane by their
   * id. A bucket is worked at by one transaction at a time.
   */
  int BUCKETS = 64;

  /**
   * Makes a consumer known, once per start. Does nothing if it is known already.
   *
   * @throws IllegalStateException if the schema is missing or not of this version; says what to do
   */
  void register(String consumer);

  // In the caller's transaction -----------------------------------------------------------------

  /**
   * Writes the ids into the ledger that are not there yet, and says how every arrival stands.
   * Arrivals with the same id in one call: the first is the one, the others are duplicates or
   * conflicts.
   *
   * <p>Waits while another transaction has claimed one of the ids and has not ended. Two calls with
   * the same ids never deadlock, whatever their order. Whether a lane is blocked is looked up after
   * that wait.
   *
   * @param arrivals 1 or more, in the order in which they are to be handled
   */
  Claimed claim(Connection tx, String consumer, List<Arrival> arrivals);

  /**
   * Stores arrivals, in their order. One that is a conflict or too old and was stored before (same
   * id and place) is not stored twice. Needs no guard: the transaction is durable when it has
   * committed, whatever the session's settings.
   *
   * @return those that are stored now, in their order
   */
  List<SetAside> store(Connection tx, String consumer, List<SetAside> records);

  /**
   * Takes records of a bucket for their first handling: RECEIVED, attempts 0, by seq, and nothing
   * of a lane in which an earlier live record is not of that kind. Empty if another transaction
   * works at the bucket: does not wait.
   *
   * @param bucket 0 to {@link #BUCKETS} - 1
   */
  Taken take(Connection tx, String consumer, int bucket, ChunkLimits limits);

  /**
   * Locks stored records that were claimed before. Waits while another transaction handles one of
   * them.
   *
   * @return those that are still there, not DEAD, and with exactly the attempts of their tickets
   */
  Taken lock(Connection tx, String consumer, List<Ticket> tickets);

  /**
   * Removes stored records that have been handled. Their ids stay in the ledger.
   *
   * @throws StoreException if one is not there any more, or DEAD: the transaction must not commit
   */
  void complete(Connection tx, String consumer, List<Long> seqs);

  /**
   * Writes down that the handling of a stored record failed, or puts it back.
   *
   * @param ticket the record with the attempts it had when it was taken
   * @param fate parked or dead, with the attempts counted now; or received: as if it had never been
   *     taken, with no attempts counted
   * @return false if it is gone or somebody counted another attempt: then nothing happened
   */
  boolean settle(Connection tx, String consumer, Ticket ticket, Fate fate);

  /** Removes the markers of partitions. */
  void unmark(Connection tx, String consumer, Collection<Partition> partitions);

  /**
   * Lets the transaction commit. The last call before that. When it has committed it is durable,
   * whatever the session's settings and whatever a handler made of them.
   *
   * @return RELEASED, or LOST if this is not the transaction any more in which the guard was made
   */
  Release release(Connection tx, Guard guard);

  // Transactions of their own ---------------------------------------------------------------------

  /** What stored work there is. Cheap: asked up to ten times per second by every node. */
  Waiting waiting(String consumer);

  /**
   * Takes due heads of lanes and counts an attempt of each, before anybody handles it: {@link
   * RecordState#PARKED} ones, and RECEIVED ones with attempts, whose process died. Skips what
   * another transaction holds.
   *
   * @param lease when they are due again if nobody is heard of
   * @return with the attempts counted; by seq
   */
  List<StoredRecord> claimDue(String consumer, Duration lease, ChunkLimits limits);

  /**
   * As {@link #take}, but counts an attempt of every record, and is committed when it returns. The
   * records stay RECEIVED; their lanes wait for them.
   *
   * @param lease when they are due again, one by one, if nobody is heard of
   */
  List<StoredRecord> claimBucket(String consumer, int bucket, Duration lease, ChunkLimits limits);

  /**
   * Takes back the attempts that a claim has counted and nobody began: the records are as before,
   * and those that were due are due again. What is gone, held by another transaction or counted by
   * somebody else meanwhile stays as it is. Never waits.
   */
  void putBack(String consumer, List<Ticket> tickets);

  /** The markers of these partitions. */
  List<Marker> markers(String consumer, Collection<Partition> partitions);

  /** Writes markers, durably; one per partition, in place of what was there. */
  void mark(String consumer, List<Marker> markers);

  /**
   * Takes back an attempt of each of these markers, if it is still there with that offset and
   * counts any: whoever began it did not die of it.
   */
  void putBackMarks(String consumer, List<Marker> markers);

  /**
   * Tells how a process stands, for operators, and asks what they want. Every few seconds from each
   * process.
   */
  InboxOrder report(String consumer, InboxHeartbeat heartbeat);

  /** How much is stored. Costs up to some milliseconds; not for a loop. */
  Backlog backlog(String consumer);

  /** Removes ids that are older than the window, and what nobody needs any more. Never waits. */
  InboxPurged purge();

  /**
   * What an error says about the database: looks through the causes, by SQLState, never by text.
   */
  DatabaseFault faultOf(Throwable error);

  /** Releases what the store itself opened; never the application's data source. */
  @Override
  void close();
}
