package io.twinbox.spi;

import io.twinbox.EntryState;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the relay decided about an entry that was not simply published.
 *
 * @param seq which entry
 * @param lane its lane
 * @param state {@code PARKED}, {@code DEAD}, or {@code PUBLISHED} for an entry that was parked
 *     before
 * @param attempts attempts counted so far; 0 = it only waits behind another
 * @param backoff for a lane's head: from now on the database's clock until the next attempt; null =
 *     it waits behind the lane's head
 * @param error the last error; null = none of its own
 * @param errorClass short stable name of the cause; null = none of its own
 * @param blocking whether a dead head keeps its lane waiting for the operator
 */
public record Verdict(
    long seq,
    Lane lane,
    EntryState state,
    int attempts,
    @Nullable Duration backoff,
    @Nullable String error,
    @Nullable String errorClass,
    boolean blocking) {
  /** The {@code errorClass} of what was set aside because an operator has stopped its topic. */
  public static final String TOPIC_PAUSED = "TopicPaused";

  public Verdict {
    Objects.requireNonNull(lane, "lane");
    if (state == EntryState.PENDING) {
      throw new IllegalArgumentException("nothing is decided about a pending entry");
    }
  }
}
