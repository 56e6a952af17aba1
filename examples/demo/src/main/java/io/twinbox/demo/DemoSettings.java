package io.twinbox.demo;

/**
 * What a run is asked to do. Immutable.
 *
 * @param messages how many orders must be committed at least, {@value #LEAST_MESSAGES} to {@value
 *     #MOST_MESSAGES}
 * @param writers how many write at once, 1 to {@value #MOST_WRITERS}
 * @param seed decides what the writers do and which faults strike when
 * @param faults which faults strike
 */
public record DemoSettings(int messages, int writers, long seed, FaultPlan faults) {
  /** Enough for every fault to strike under load. */
  public static final int DEFAULT_MESSAGES = 12_000;

  /** Enough to get into each other's way. */
  public static final int DEFAULT_WRITERS = 16;

  static final int LEAST_MESSAGES = 100;
  static final int MOST_MESSAGES = 2_000_000;
  static final int MOST_WRITERS = 64;

  private static final int LOAD_SECONDS = 38;
  private static final int LEAST_PER_SECOND = 300;

  /** Refuses numbers outside the limits. */
  public DemoSettings {
    check("messages", messages, LEAST_MESSAGES, MOST_MESSAGES);
    check("writers", writers, 1, MOST_WRITERS);
  }

  /** The load, spread so that it lasts for most of a minute, or less if there is little of it. */
  public OrderLoad load() {
    int perSecond = Math.max(LEAST_PER_SECOND, (messages + LOAD_SECONDS - 1) / LOAD_SECONDS);
    return new OrderLoad(seed, writers, perSecond);
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          String.format("%s: %,d to %,d, not %,d", name, least, most, value));
    }
  }
}
