package io.twinbox.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which faults strike, whom, in which order, when and for how long. Immutable.
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
   * One fault. Whether a kill lands in the middle of the work is not in anybody's hand. So a kill
   * that must and did not is followed by a kill of the successor, until one has landed.
   *
   * @param fault what happens
   * @param service whom it strikes; {@link Fault#STOP_KAFKA} and {@link Fault#CUT_SESSION} strike
   *     both
   * @param after how long after everything has recovered from the fault before
   * @param length of {@link Fault#STOP_KAFKA}: how long Kafka is away; of {@link Fault#KILL_RELAY}:
   *     how long a successor may catch up before it is killed too; halved with every miss
   */
  record Strike(Fault fault, ServiceName service, Duration after, Duration length) {
    /**
     * Whether it is a kill that counts only in the middle of the work. Of the payment service's
     * relay that would be asked too much: handlers commit hundreds of payments at once, and it has
     * sent them all before the next ones come.
     */
    boolean mustLand() {
      return fault == Fault.KILL_CONSUMER
          || (fault == Fault.KILL_RELAY && service == ServiceName.ORDERS);
    }
  }

  /** Whether it is planned at all. */
  boolean has(Fault fault) {
    return strikes.stream().anyMatch(strike -> strike.fault() == fault);
  }

  /** How many kills of this kind must land in the middle of the work. */
  long mustLand(Fault fault) {
    return strikes.stream().filter(strike -> strike.fault() == fault && strike.mustLand()).count();
  }

  /** Nothing happens. */
  public static FaultPlan none() {
    return new FaultPlan(List.of());
  }

  /** Every fault there is, at both services; the same plan for the same seed. */
  public static FaultPlan of(long seed) {
    Random random = new Random(seed);
    List<Strike> strikes = new ArrayList<>();
    for (int kills = 0; kills < KILLS; kills++) {
      strikes.add(killRelay(random, ServiceName.ORDERS));
      strikes.add(strike(Fault.KILL_CONSUMER, ServiceName.PAYMENTS, random));
    }
    strikes.add(killRelay(random, ServiceName.PAYMENTS));
    strikes.add(strike(Fault.KILL_CONSUMER, ServiceName.ORDERS, random));
    Duration outage = millis(random, 5_000, 8_000);
    strikes.add(new Strike(Fault.STOP_KAFKA, anyService(random), gap(random), outage));
    strikes.add(strike(Fault.CUT_SESSION, anyService(random), random));
    strikes.add(strike(Fault.PAUSE_RELAY, anyService(random), random));
    for (ServiceName service : ServiceName.values()) {
      strikes.add(strike(Fault.REPLAY_TOPIC, service, random));
      strikes.add(strike(Fault.REPEAT_RECORDS, service, random));
    }
    Collections.shuffle(strikes, random);
    return new FaultPlan(strikes);
  }

  /** A kill of a relay and one of a consumer, and the payment service hears everything again. */
  public static FaultPlan brief(long seed) {
    Random random = new Random(seed);
    return new FaultPlan(
        List.of(
            killRelay(random, ServiceName.ORDERS),
            strike(Fault.KILL_CONSUMER, ServiceName.PAYMENTS, random),
            strike(Fault.REPEAT_RECORDS, ServiceName.ORDERS, random),
            strike(Fault.REPLAY_TOPIC, ServiceName.PAYMENTS, random)));
  }

  private static Strike killRelay(Random random, ServiceName service) {
    return new Strike(Fault.KILL_RELAY, service, gap(random), millis(random, 0, 6));
  }

  private static Strike strike(Fault fault, ServiceName service, Random random) {
    return new Strike(fault, service, gap(random), Duration.ZERO);
  }

  private static ServiceName anyService(Random random) {
    return random.nextBoolean() ? ServiceName.ORDERS : ServiceName.PAYMENTS;
  }

  private static Duration gap(Random random) {
    return millis(random, 500, 1_500);
  }

  private static Duration millis(Random random, int least, int most) {
    return Duration.ofMillis(least + random.nextInt(most - least));
  }
}
