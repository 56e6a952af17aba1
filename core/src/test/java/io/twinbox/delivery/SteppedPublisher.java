package io.twinbox.delivery;

import io.twinbox.spi.DestinationDownException;
import io.twinbox.spi.MonotonicClock;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** The real publisher for slow destinations, without its threads and with a clock of the test's. */
public final class SteppedPublisher extends LanePublisher {

  /**
   * @param down whether a probe finds nobody
   */
  public SteppedPublisher(
      LaneOptions options,
      SteppedCrew crew,
      BooleanSupplier down,
      MonotonicClock clock,
      RandomGenerator random) {
    super("stepped", new Probe(down), options, List.of(), crew, clock, random);
  }

  /** Attempts are the crew's. */
  private record Probe(BooleanSupplier down) implements Courier {
    @Override
    public Answer deliver(Attempt attempt) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void probe() {
      if (down.getAsBoolean()) {
        throw new DestinationDownException("down, as the test asked", null);
      }
    }

    @Override
    public void close() {}
  }
}
