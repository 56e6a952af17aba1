package io.twinbox.kafka;

/**
 * Counts looks at a healthy cluster that acknowledges nothing, until a producer is to be replaced.
 * A producer whose thread died of an error looks like that for ever, and a new one heals it. A
 * partition that takes nothing for a reason nobody tells us looks the same, and a new producer
 * changes nothing: so each time in a row is twice as far away as the one before. Not thread-safe.
 */
final class Idleness {
  /** Looks before the first replacement: half a minute. */
  static final int LOOKS = 60;

  /** Longest way to the next one: an hour. */
  static final int LOOKS_MAX = 120 * LOOKS;

  private int limit = LOOKS;
  private int looks;

  /** Something was acknowledged, or nothing is waited for. */
  void end() {
    limit = LOOKS;
    looks = 0;
  }

  /** The cluster is not well: that explains it. */
  void excuse() {
    looks = 0;
  }

  /** One look more; true = it is time for another producer. */
  boolean tooLong() {
    looks++;
    if (looks < limit) {
      return false;
    }
    looks = 0;
    limit = Math.min(2 * limit, LOOKS_MAX);
    return true;
  }
}
