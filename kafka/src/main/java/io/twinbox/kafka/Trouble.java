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
  private final Map<Lane, PublishResult> lanes = new HashMap<>();
  private @Nullable Throwable destination;
  private @Nullable Throwable cause;

  synchronized void topic(String topic, PublishResult result) {
    topics.putIfAbsent(topic, result);
  }

  synchronized void lane(Lane lane, PublishResult result) {
    lanes.putIfAbsent(lane, result);
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

  /** Lanes of which an entry failed, with that entry's result. */
  synchronized Map<Lane, PublishResult> lanes() {
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

  /** The cause for a log or for the relay. */
  synchronized Throwable cause() {
    return cause == null ? new IllegalStateException(toString()) : cause;
  }

  @Override
  public synchronized String toString() {
    return "topics:" + topics.keySet() + " lanes:" + lanes.size() + " cause:" + cause;
  }
}
