package io.twinbox.spi;

import java.util.List;

/**
 * Port to one kind of destination.
 *
 * <p>{@link #publish}, {@link #wrapUp}, {@link #reset} and {@link #close} are called from one
 * thread at a time; {@link #probe} may run beside them. Results may be reported from any thread.
 *
 * <p><b>Order.</b> Entries of one lane must reach the destination in the order given, over all
 * calls since the last {@link #reset}. Once an entry of a lane was answered with a result that
 * {@link Outcomes#stopsLane stops its lane}, the publisher sends nothing more of what stands behind
 * it in that lane and was handed over already: neither from the same batch nor from batches handed
 * over after it. Those entries are answered with {@link PublishResult.Retry} (the relay counts an
 * attempt for the first only) or {@link PublishResult.Postpone} (it counts none). What stands
 * before it goes on, and so does what is handed over again after it was answered.
 *
 * <p>From the moment the relay knows the result it hands over nothing of that lane until the failed
 * entry is tried again, or is given up. It looks at the results of all batches in flight before
 * each call of {@link #publish}; so of the batches that end up with the publisher after the result
 * was reported, only the first can be handed over without knowing it. That one is still the
 * publisher's to hold back, however long its call takes. What can be found out without the
 * network's answer is reported before {@link #publish} returns: then the relay knows at once.
 *
 * <p><b>Slow destinations.</b> Batches are confirmed in the order of their numbers, and few are in
 * flight at once: an entry without an answer holds up all lanes in the end. A publisher whose
 * entries may each take long says so of those that do with {@link PublishResult.UnderWay}, which
 * sets their lanes aside until the result is there, and postpones what it has no place for. What
 * stands behind such an entry is postponed too: when the relay looks, that one may be published.
 */
public interface MessagePublisher extends AutoCloseable {

  /**
   * Hands entries over and returns without waiting for acknowledgements. Must not block for longer
   * than a few seconds, and must not throw for the fault of a single entry.
   *
   * @param batch the batch they are of; some of its entries may be missing here, because they wait
   *     behind others of their lane or are published already
   * @param entries in the order to publish; not empty
   * @param outcomes takes one result per entry, by index, each at most once
   */
  void publish(BatchId batch, List<Entry> entries, Outcomes outcomes);

  /**
   * Asks whether the destination can be reached at all. Returns when it can.
   *
   * @throws DestinationDownException naming what cannot be reached and why
   */
  void probe();

  /**
   * The relay is about to stop, and hands nothing over any more. What waits in the publisher and
   * was not begun is answered with {@link PublishResult.Postpone}, so that the next owner need not
   * repeat what was delivered beside it; what was begun goes on and is answered as ever. Returns
   * without waiting. Until the next {@link #reset}.
   *
   * <p>Nothing to do, and the default, where all that is handed over is begun at once.
   */
  default void wrapUp() {}

  /** How the destination wants to be treated; always the same. By default as a broker. */
  default Pace pace() {
    return Pace.DEFAULT;
  }

  /**
   * Gives up everything in flight and starts afresh. After the return nothing handed over before
   * may overtake what is handed over next, and no result of before is reported any more.
   */
  void reset();

  /**
   * What this publisher promises with the settings in force, a line each, for the start-up report.
   */
  List<String> promises();

  /** Releases everything. What is in flight is given up. */
  @Override
  void close();
}
