package io.twinbox.relay;

import io.twinbox.spi.MonotonicClock;
import java.time.Duration;

/** When the log is looked at again. Used by the engine's thread only. */
final class Rhythm {
  /** Shortest pause between two looks at the log. */
  private static final Duration SHORTEST_POLL = Duration.ofMillis(2);

  /**
   * Once everything is claimed, new entries are left to gather for this long per entry of the last
   * batch. Each batch costs the database two queries and a flush, however many entries it holds: at
   * a few hundred entries a second nobody waits for that, at thousands it would be taken from those
   * who append.
   */
  private static final Duration GATHERING = Duration.ofNanos(500_000);

  /** Longest pause between two looks at a log that is being written to. */
  static final Duration LONGEST_GATHERING = Duration.ofMillis(50);

  private final MonotonicClock clock;
  private final Duration pollInterval;
  private long activeAt;
  private long claimAt;

  Rhythm(MonotonicClock clock, Duration pollInterval) {
    this.clock = clock;
    this.pollInterval = pollInterval;
    this.activeAt = clock.nanos();
    this.claimAt = activeAt;
  }

  /** Entries were found. */
  void claimed(int entries) {
    activeAt = clock.nanos();
    claimAt = activeAt + gathering(entries).toNanos();
  }

  /** Whether new entries are left to gather. */
  boolean gathers() {
    return clock.nanos() < claimAt;
  }

  /** Looks again soon after activity and rarely long after: an eighth of the time since then. */
  Duration pause() {
    long now = clock.nanos();
    long longest = pollInterval.toNanos();
    if (now < claimAt) {
      return Duration.ofNanos(Math.min(claimAt - now, longest));
    }
    long idle = (now - activeAt) / 8;
    return Duration.ofNanos(Math.min(Math.max(idle, SHORTEST_POLL.toNanos()), longest));
  }

  private static Duration gathering(int entries) {
    Duration wanted = GATHERING.multipliedBy(entries);
    return wanted.compareTo(LONGEST_GATHERING) < 0 ? wanted : LONGEST_GATHERING;
  }
}
