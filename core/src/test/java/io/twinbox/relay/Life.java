package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.AfterDeath;
import io.twinbox.RetryPolicy;
import io.twinbox.engine.Death;
import io.twinbox.spi.Entry;
import io.twinbox.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One small story with everything in it: lanes that flow, an entry that is rejected, a lane that
 * fails for two seconds and drains, entries without a key; in batches of four. Lived by relays that
 * die.
 */
final class Life {
  private static final Instant HEALED = ManualClock.START.plusSeconds(2);
  private static final Duration LONG = Duration.ofSeconds(6);

  final Bed bed = new Bed();
  private final RelayOptions options;
  private int lives;

  Life(AfterDeath afterDeath) {
    this.options =
        Bed.options(
            it ->
                it.batchSize(4)
                    .retry(RetryPolicy.DEFAULT.withAfterDeath(afterDeath).withMaxAttempts(20)));
    bed.publisher.reject(entry -> Bed.text(entry).equals("b2"));
    bed.publisher.retry(this::failsForNow, null);
    bed.commitTo("orders", "a", "a0");
  }

  /** Lives on with a new relay until it dies or nothing happens any more. */
  Life live(Halting halting) {
    Relay relay =
        bed.builder("node-" + ++lives, halting.store(bed.store), halting.publisher(bed.publisher))
            .options(options)
            .build();
    for (int part = 0; part < 3 && !halting.halted(); part++) {
      Instant end = bed.clock.instant().plus(part < 2 ? Duration.ofMillis(150) : LONG);
      while (bed.clock.instant().isBefore(end) && !halting.halted()) {
        step(relay);
      }
      if (lives == 1 && part < 2 && !halting.halted()) {
        write(part + 1);
      }
    }
    if (halting.halted()) {
      bed.crash();
    }
    return this;
  }

  /** Goes on with relays that do not die, and looks whether all is as it must be. */
  void endsWell(String name) {
    live(Halting.never());
    List<Entry> arrived = bed.publisher.destination().arrived();
    assertThat(Model.faults(bed.store, arrived, List.of())).as(name).isEmpty();
    assertThat(bed.witness.violations(arrived)).as(name).isEmpty();
  }

  private boolean failsForNow(Entry entry) {
    return Bed.text(entry).equals("c1") && bed.clock.instant().isBefore(HEALED);
  }

  private void step(Relay relay) {
    try {
      bed.clock.advance(relay.step());
    } catch (Death.Halt e) {
      // It died; whoever called it died with it.
    }
  }

  private void write(int part) {
    for (int i = 2 * part - 1; i <= 2 * part; i++) {
      bed.commitTo("orders", "a", "a" + i);
      bed.commitTo("orders", "b", "b" + i);
      bed.commitTo("other", "c", "c" + i);
      bed.commitTo("other", null, "d" + i);
    }
  }
}
