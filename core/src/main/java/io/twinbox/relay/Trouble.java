package io.twinbox.relay;

import io.twinbox.spi.Heartbeat;
import io.twinbox.spi.MonotonicClock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps account of something that is down, and when to try it again: doubling from 100 ms to 2 s
 * with jitter. Short at the top, for the backlog should move within seconds after the fault ends.
 *
 * <p>Changed by the engine's thread only; read by any.
 */
final class Trouble {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final int LONGEST_REACHED = 5;

  private final MonotonicClock clock;
  private final RandomGenerator random;
  private volatile Account account = Account.NONE;
  private long nextTry;

  Trouble(MonotonicClock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** It failed (again): waits longer than the last time. */
  void failed(String why) {
    Account before = account;
    Instant since = before.since == null ? Instant.now() : before.since;
    account = new Account(why, since, before.tries + 1);
    long doubled = FIRST.toNanos() << Math.min(before.tries, LONGEST_REACHED);
    double backoff = Math.min(doubled, LONGEST.toNanos()) * (1 - 0.2 * random.nextDouble());
    nextTry = clock.nanos() + Math.round(backoff);
  }

  /** All is well; the last error stays to be read. */
  void ended() {
    Account before = account;
    if (before.since != null) {
      account = new Account(before.error, null, 0);
    }
  }

  boolean present() {
    return account.since != null;
  }

  /** Time until the next try; zero if it is due. */
  Duration untilNextTry() {
    return Duration.ofNanos(Math.max(0, nextTry - clock.nanos()));
  }

  Account account() {
    return account;
  }

  /** What the database is told. */
  Heartbeat heartbeat() {
    Account now = account;
    return now.since == null ? Heartbeat.HEALTHY : new Heartbeat(now.error, now.tries);
  }

  /**
   * @param error the last error; null = none yet
   * @param since since when it fails; null = it does not
   * @param tries failures since then
   */
  record Account(@Nullable String error, @Nullable Instant since, int tries) {
    static final Account NONE = new Account(null, null, 0);
  }
}
