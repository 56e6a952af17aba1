package io.twinbox.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Which faults strike, in which order, when and for how long. Immutable.
 *
 * @param strikes what must happen, in order
 */
public record FaultPlan(List<Strike> strikes) {
  private static final int KILLS = 3;

  /** Copies the list. */
  public FaultPlan {
    strikes = List.copyOf(strikes);
  }

  /**
   * One fault. Whether a kill lands mid-batch is not in anybody's hand, though it is likely while a
   * relay catches up. So a kill that did not is followed by a kill of the successor, shortly after
   * messages flow again, until one has landed.
   *
   * @param fault what happens
   * @param after how long after everything has recovered from the fault before
   * @param length of {@link Fault#STOP_KAFKA}: how long Kafka is away; of {@link Fault#KILL_RELAY}:
   *     how long a successor may catch up before it is killed too; halved with every miss
   */
  public record Strike(Fault fault, Duration after, Duration length) {}

  /** How many kills must land mid-batch: one per kill that is planned. */
  public long killsMidBatch() {
    return strikes.stream().filter(strike -> strike.fault() == Fault.KILL_RELAY).count();
  }

  /** Nothing happens. */
  public static FaultPlan none() {
    return new FaultPlan(List.of());
  }

  /** Every fault there is, and three kills mid-batch; the same plan for the same seed. */
  public static FaultPlan of(long seed) {
    Random random = new Random(seed);
    List<Strike> strikes = new ArrayList<>(kills(random, KILLS));
    strikes.add(new Strike(Fault.STOP_KAFKA, gap(random), millis(random, 5_000, 8_000)));
    strikes.add(new Strike(Fault.CUT_SESSION, gap(random), Duration.ZERO));
    strikes.add(new Strike(Fault.PAUSE_RELAY, gap(random), Duration.ZERO));
    Collections.shuffle(strikes, random);
    return new FaultPlan(strikes);
  }

  /** Nothing but kills, so many of which land mid-batch; the same plan for the same seed. */
  public static FaultPlan kills(long seed, int kills) {
    return new FaultPlan(kills(new Random(seed), kills));
  }

  private static List<Strike> kills(Random random, int kills) {
    return Stream.generate(() -> new Strike(Fault.KILL_RELAY, gap(random), millis(random, 0, 6)))
        .limit(kills)
        .toList();
  }

  private static Duration gap(Random random) {
    return millis(random, 800, 2_500);
  }

  private static Duration millis(Random random, int least, int most) {
    return Duration.ofMillis(least + random.nextInt(most - least));
  }
}
