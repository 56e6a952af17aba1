package io.twinbox.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Slows down who guesses passwords: by user and address, by address, and by user. The last is
 * patient, or anybody could lock anybody out. After so many attempts without success each further
 * one is refused for half a minute, a minute, up to a quarter of an hour. Thread-safe.
 */
final class LoginThrottle {
  /** Attempts for a user from an address. */
  static final int OF_PAIR = 5;

  /** Attempts from an address, for whomever. */
  static final int OF_ADDRESS = 20;

  /** Attempts for a user, from wherever. */
  static final int OF_USER = 100;

  static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

  /** Names and addresses are made up by who guesses. */
  private static final int KEPT = 10_000;

  private final Clock clock;

  /** Guarded by itself. Least recently used first. */
  private final Map<String, Tries> tries =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
          return size() > KEPT;
        }
      };

  LoginThrottle(Clock clock) {
    this.clock = clock;
  }

  /** Counts an attempt, unless it is refused. */
  boolean mayTry(String user, String address) {
    Instant now = clock.instant();
    synchronized (tries) {
      Map<String, Integer> keys = keys(user, address);
      for (String key : keys.keySet()) {
        Tries made = tries.get(key);
        if (made != null && now.isBefore(made.until)) {
          return false;
        }
      }
      keys.forEach(
          (key, most) ->
              tries.merge(
                  key, Tries.NONE.plusOne(most, now), (made, first) -> made.plusOne(most, now)));
      return true;
    }
  }

  void succeeded(String user, String address) {
    synchronized (tries) {
      keys(user, address).keySet().forEach(tries::remove);
    }
  }

  private static Map<String, Integer> keys(String user, String address) {
    String name = user.toLowerCase(Locale.ROOT);
    return Map.of(
        "pair " + address + " " + name, OF_PAIR,
        "address " + address, OF_ADDRESS,
        "user " + name, OF_USER);
  }

  private record Tries(int count, Instant until) {
    static final Tries NONE = new Tries(0, Instant.MIN);

    Tries plusOne(int most, Instant now) {
      int made = count + 1;
      if (made < most) {
        return new Tries(made, Instant.MIN);
      }
      int doublings = Math.min(made - most, 10);
      Duration pause = FIRST_PAUSE.multipliedBy(1L << doublings);
      return new Tries(made, now.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE));
    }
  }
}
