package io.twinbox.admin;

import io.twinbox.Message;
import java.util.Collection;

/**
 * What operators do, beside {@link OutboxAdmin} and {@link InboxAdmin}, of one database.
 * Thread-safe. Every action is one transaction with its audit row; one whose {@link Act#key} was
 * used before does nothing and is answered as the first was.
 *
 * <p>Who may act is the database's business: the connection's role needs the rights of the
 * operator's role.
 *
 * @see AdminJobs for what takes longer than a transaction should
 */
public interface AdminActions {
  /** Most entries named by one call. */
  int MAX_SELECTED = 1_000;

  /**
   * Asks the owner of a relay to settle what is in flight, to give its lease back, and to let
   * another node take it for one time to live. Without another node it takes the relay again then.
   * Takes effect with the next renewal of the lease.
   *
   * @return false if nobody owns the relay, or its owner was asked already
   * @throws IllegalArgumentException if there is no such relay
   */
  boolean handOver(String relay, Act act);

  /**
   * Lets the entries of a topic line up: each is set aside in its lane, in order, until the topic
   * is resumed. Each costs a copy. Takes effect with the next renewal of the lease.
   *
   * @return false if it was paused already
   * @throws IllegalArgumentException if there is no such relay, or the topic's name is not legal
   */
  boolean pauseTopic(String relay, String topic, Act act);

  /**
   * Lets a topic go on: what lined up is published in order. What is being set aside in this very
   * moment may follow up to a minute later.
   *
   * @return false if it was not paused
   */
  boolean resumeTopic(String relay, String topic, Act act);

  /**
   * Lets all nodes of a consumer settle what they have in hand and begin nothing new, within 5
   * seconds. They stay in their group.
   *
   * @return false if it was paused already
   * @throws IllegalArgumentException if there is no such consumer
   */
  boolean pauseConsumer(String consumer, Act act);

  /**
   * Lets a consumer go on, within 5 seconds.
   *
   * @return false if it was not paused
   * @throws IllegalArgumentException if there is no such consumer
   */
  boolean resumeConsumer(String consumer, Act act);

  /**
   * Retries the dead letters named, as {@link OutboxAdmin#retry} does one.
   *
   * @param seqs at most {@link #MAX_SELECTED}
   * @return how many were put back
   */
  int retry(String relay, Collection<Long> seqs, Act act);

  /**
   * Discards the dead letters named, as {@link OutboxAdmin#discard} does one.
   *
   * @param seqs at most {@link #MAX_SELECTED}
   * @return how many were dropped
   */
  int discard(String relay, Collection<Long> seqs, Act act);

  /**
   * Changes a dead letter and puts it back at its place in its lane. What it was before is kept
   * beside it; the entry in the log is never changed.
   *
   * @return false if entry {@code seq} is not a dead letter, or was discarded
   * @throws io.twinbox.InvalidMessageException if it could not have been appended like this
   */
  boolean editAndRetry(String relay, long seq, Edit edit, Act act);

  /**
   * Appends a message in a transaction of its own, to see whether it arrives.
   *
   * @return its place in the log
   */
  long publish(Message message, Act act);
}
