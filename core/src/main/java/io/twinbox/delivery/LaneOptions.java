package io.twinbox.delivery;

import io.twinbox.InvalidOptionsException;
import java.time.Duration;
import java.util.Objects;

/**
 * How a {@link LanePublisher} works. Immutable.
 *
 * @param concurrency attempts at once, of all topics, 1 to 1,024. One that takes longer than {@code
 *     patience} gives its place to another, up to four times as many; up to three times as many of
 *     topics that are known to be slow
 * @param perTopic attempts at once of one topic, slow ones too; 1 to 1,024. A quarter of that for a
 *     topic whose last attempt was given up at {@code attemptLimit}
 * @param patience how long a batch waits for an attempt, and an entry for a place of its topic
 *     while there are others; 10 ms to 10 s, below the relay's {@code stallAfter}
 * @param attemptLimit when an attempt is given up; {@code patience} to 10 minutes
 * @param firstPause wait after a topic's destination could not be reached, or asked for a pause
 *     that is no longer; doubles up to {@code longestPause}; positive
 * @param longestPause not below {@code firstPause}, at most a day
 * @param reach whether all topics have the same destination
 */
public record LaneOptions(
    int concurrency,
    int perTopic,
    Duration patience,
    Duration attemptLimit,
    Duration firstPause,
    Duration longestPause,
    Reach reach) {

  /** Whether topics fail together. */
  public enum Reach {
    /** Each topic has a destination of its own: one that is down is its own affair. */
    MANY_DESTINATIONS,
    /** All topics go through one server: when it is down, the relay claims nothing more. */
    ONE_DESTINATION
  }

  /** 64 at once, 16 of one topic, 2 s of patience, 30 s for an attempt, pauses of 1 s to 1 min. */
  public static final LaneOptions DEFAULT =
      new LaneOptions(
          64,
          16,
          Duration.ofSeconds(2),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Reach.MANY_DESTINATIONS);

  public LaneOptions {
    Objects.requireNonNull(reach, "reach");
    InvalidOptionsException.Faults faults = new InvalidOptionsException.Faults();
    faults.within("concurrency", concurrency, 1, 1_024);
    faults.within("perTopic", perTopic, 1, 1_024);
    faults.within("patience", patience, Duration.ofMillis(10), Duration.ofSeconds(10));
    faults.within("attemptLimit", attemptLimit, patience, Duration.ofMinutes(10));
    faults.within("firstPause", firstPause, Duration.ofMillis(1), Duration.ofDays(1));
    faults.within("longestPause", longestPause, firstPause, Duration.ofDays(1));
    faults.throwIfAny();
  }

  /** The same with other numbers of attempts at once. */
  public LaneOptions withConcurrency(int all, int ofOneTopic) {
    return new LaneOptions(
        all, ofOneTopic, patience, attemptLimit, firstPause, longestPause, reach);
  }

  /** The same with another patience. */
  public LaneOptions withPatience(Duration value) {
    return new LaneOptions(
        concurrency, perTopic, value, attemptLimit, firstPause, longestPause, reach);
  }

  /** The same with another limit of an attempt. */
  public LaneOptions withAttemptLimit(Duration value) {
    return new LaneOptions(concurrency, perTopic, patience, value, firstPause, longestPause, reach);
  }

  /** The same with other pauses. */
  public LaneOptions withPauses(Duration first, Duration longest) {
    return new LaneOptions(concurrency, perTopic, patience, attemptLimit, first, longest, reach);
  }

  /** The same with another reach. */
  public LaneOptions withReach(Reach value) {
    return new LaneOptions(
        concurrency, perTopic, patience, attemptLimit, firstPause, longestPause, value);
  }
}
