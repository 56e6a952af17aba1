package io.twinbox.inbox;

import io.twinbox.spi.MonotonicClock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps account of something that is down, and when to try it again: doubling from 100 ms to 2 s
 * with jitter. Thread-safe.
 */
final class Outage {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final int LONGEST_REACHED = 5;

  private final MonotonicClock clock;
  private final RandomGenerator random;
  private volatile Account account = new Account(null, null, 0);
  private volatile long nextTry;

  Outage(MonotonicClock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** It failed (again): waits longer than the last time. */
  synchronized void failed(String why) {
    Account before = account;
    Instant since = before.since == null ? Instant.now() : before.since;
    account = new Account(why, since, before.tries + 1);
    long doubled = FIRST.toNanos() << Math.min(before.tries, LONGEST_REACHED);
    double backoff = Math.min(doubled, LONGEST.toNanos()) * (1 - 0.2 * random.nextDouble());
    nextTry = clock.nanos() + Math.round(backoff);
  }

  /** All is well; the last error stays to be read. */
  void ended() {
    if (account.since != null) {
      end();
    }
  }

  private synchronized void end() {
    account = new Account(account.error, null, 0);
  }

  boolean present() {
    return account.since != null;
  }

  /** Time until the next try; zero if it is due, or nothing is wrong. */
  Duration untilNextTry() {
    return present() ? Duration.ofNanos(Math.max(0, nextTry - clock.nanos())) : Duration.ZERO;
  }

  Account account() {
    return account;
  }

  /**
   * How things stand.
   *
   * @param error the last error; null = none yet
   * @param since since when it fails; null = it does not
   * @param tries failures since then
   */
  record Account(@Nullable String error, @Nullable Instant since, int tries) {}
}
