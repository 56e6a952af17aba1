package io.twinbox.engine;

import io.twinbox.spi.Heartbeat;
import io.twinbox.spi.MonotonicClock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps account of something that is down, and when to try it again: doubling from 100 ms to 2 s,
 * unless told otherwise, with jitter. Short at the top, for the backlog should move within seconds
 * after the fault ends.
 *
 * <p>Thread-safe: changes exclude each other, reads take no lock.
 */
public final class Outage {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final int LONGEST_REACHED = 5;

  private final Duration longest;
  private final MonotonicClock clock;
  private final RandomGenerator random;
  private volatile Account account = Account.NONE;
  private volatile long nextTry;

  /** Nothing is wrong yet. */
  public Outage(MonotonicClock clock, RandomGenerator random) {
    this(clock, random, LONGEST);
  }

  /**
   * Nothing is wrong yet.
   *
   * @param longest wait, 2 s at most
   */
  public Outage(MonotonicClock clock, RandomGenerator random, Duration longest) {
    this.longest = longest;
    this.clock = clock;
    this.random = random;
  }

  /** It failed (again): waits longer than the last time. */
  public synchronized void failed(String why) {
    Account before = account;
    long doubled = FIRST.toNanos() << Math.min(before.tries, LONGEST_REACHED);
    double backoff = Math.min(doubled, longest.toNanos()) * (1 - 0.2 * random.nextDouble());
    // Before the account, so that whoever sees the outage sees when it is tried again.
    nextTry = clock.nanos() + Math.round(backoff);
    Instant since = before.since == null ? Instant.now() : before.since;
    account = new Account(why, since, before.tries + 1);
  }

  /** All is well; the last error stays to be read. */
  public void ended() {
    // Asked without the lock first: called for every step that succeeds.
    if (present()) {
      end();
    }
  }

  private synchronized void end() {
    account = new Account(account.error, null, 0);
  }

  /** Whether it is down. */
  public boolean present() {
    return account.since != null;
  }

  /** Time until the next try; zero if it is due, or nothing is wrong. */
  public Duration untilNextTry() {
    return present() ? Duration.ofNanos(Math.max(0, nextTry - clock.nanos())) : Duration.ZERO;
  }

  /** How things stand. */
  public Account account() {
    return account;
  }

  /** What the database is told. */
  public Heartbeat heartbeat() {
    Account now = account;
    return now.since == null ? Heartbeat.HEALTHY : new Heartbeat(now.error, now.tries);
  }

  /**
   * How things stand.
   *
   * @param error the last error; null = none yet
   * @param since since when it fails; null = it does not
   * @param tries failures since then
   */
  public record Account(@Nullable String error, @Nullable Instant since, int tries) {
    /** Nothing has failed yet. */
    public static final Account NONE = new Account(null, null, 0);
  }
}
