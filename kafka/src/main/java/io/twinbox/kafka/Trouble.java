package io.twinbox.kafka;

import io.twinbox.spi.Lane;
import io.twinbox.spi.PublishResult;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a producer was given up. Filled by the thread that stops it and, until it is joined, by the
 * producer's own thread; read after that.
 */
final class Trouble {
  private final Map<String, PublishResult> topics = new HashMap<>();
  private final Map<Lane, Stop> lanes = new HashMap<>();
  private @Nullable Throwable destination;
  private @Nullable Throwable cause;
  private boolean unexplained;

  synchronized void topic(String topic, PublishResult result) {
    topics.putIfAbsent(topic, result);
  }

  /** An entry failed. Of those of a lane the first counts, in whatever order they are told. */
  synchronized void lane(Lane lane, Stop stop) {
    lanes.merge(lane, stop, Stop::earlier);
  }

  /** An entry came back with a failure that does not say whose fault it is. */
  synchronized void unexplained() {
    unexplained = true;
  }

  synchronized void destination(Throwable failure) {
    destination = failure;
  }

  synchronized void cause(Throwable failure) {
    if (cause == null) {
      cause = failure;
    }
  }

  /** Topics nothing can be published to, with the answer for their entries. */
  synchronized Map<String, PublishResult> topics() {
    return Map.copyOf(topics);
  }

  /** Lanes of which an entry failed, with the place and the result of that entry. */
  synchronized Map<Lane, Stop> lanes() {
    return Map.copyOf(lanes);
  }

  /** Why the cluster takes nothing from us; null = it does. */
  synchronized @Nullable Throwable destination() {
    return destination;
  }

  /** Whether some entries are known to be at fault, so that the others can go on without them. */
  synchronized boolean located() {
    return !topics.isEmpty() || !lanes.isEmpty();
  }

  /** Whether entries failed without anybody knowing which of them is at fault. */
  synchronized boolean needsSearch() {
    return unexplained && !located();
  }

  @Override
  public synchronized String toString() {
    return "topics:" + topics.keySet() + " lanes:" + lanes.size() + " cause:" + cause;
  }
}
