package io.twinbox.spi;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Port to where records come from: one member of a group that shares the partitions of topics.
 *
 * <p>Used by one thread; only {@link #wake} may be called by any. Nothing blocks for longer than it
 * was told to, plus a few seconds.
 *
 * <p>A record is delivered at least once: after a restart or a change of the assignment the source
 * goes on at the last offset committed, or at the earliest record if there is none.
 */
public interface RecordSource extends AutoCloseable {

  /**
   * Joins the group. Once, before anything else.
   *
   * @param listener told of changes of the assignment, inside {@link #poll} and {@link #close}
   * @throws IllegalArgumentException if the source's settings contradict the inbox; names all
   *     faults at once
   */
  void open(Subscription subscription, AssignmentListener listener);

  /**
   * Waits for records, and keeps the membership alive. Must be called more often than the source's
   * own limit (Kafka: {@code max.poll.interval.ms}), paused or not.
   *
   * @param longest how long to wait if there are none; zero = do not wait
   * @return by partition in the order of their offsets; at most {@link Subscription#mostRecords}.
   *     Empty while paused
   * @throws SourceException if the source cannot be read now. The caller waits and polls again; the
   *     source mends itself if it can
   */
  List<InboxRecord> poll(Duration longest);

  /**
   * Goes back to what is committed: records that {@link #poll} returned, or passed over before it
   * threw, could not be taken. As if the member had left and joined again, and the listener is told
   * so. A poll that throws {@link SourceException} has passed over nothing.
   */
  void rewind();

  /** From now on {@link #poll} returns no records, of partitions assigned later neither. */
  void pause();

  /** Ends the pause. */
  void resume();

  /**
   * Commits offsets without waiting. A failure is no loss: they are contained in a later commit, or
   * delivered again.
   *
   * @param next by partition, the offset of the next record to be delivered. Partitions that are
   *     not assigned are left out
   */
  void commit(Map<Partition, Long> next);

  /**
   * Commits offsets and waits for the answer.
   *
   * @return false if they are not known to be committed, for whatever reason
   */
  boolean commitNow(Map<Partition, Long> next, Duration longest);

  /** Ends a running or the next {@link #poll} early. Thread-safe. */
  void wake();

  /** What this source promises with the settings in force, a line each, for the start-up report. */
  List<String> promises();

  /** Leaves the group: the others take over at once. Commits nothing by itself. */
  @Override
  void close();
}
