package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.Entry;
import io.twinbox.spi.Purged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What observers are told, and that they disturb nobody. */
class ListenersTest {
  @RegisterExtension final Bed bed = new Bed();

  private final List<String> told = new ArrayList<>();

  @Test
  void listenersAreToldWhatHappens() {
    bed.publisher.reject(entry -> Bed.text(entry).equals("bad"));
    bed.publisher.retry(entry -> Bed.text(entry).equals("later"), null);
    Relay relay = bed.builder("node-1").listener(new Telling()).build();
    bed.commitTo("orders", "k1", "good");
    bed.commitTo("orders", "k2", "bad");
    bed.commitTo("orders", "k3", "later");
    bed.settle(relay);
    relay.close();

    assertThat(told)
        .containsExactly(
            "STOPPED -> RUNNING: owns the relay, epoch 1",
            "claimed 2 with 3",
            "published 1",
            "settled 2 with 1",
            "dead 2 after 1: rejected, as the test asked",
            "parked 3 after 1: failed for now, as the test asked",
            "RUNNING -> STOPPED: stopped");
  }

  @Test
  void aPurgeRunsEveryMinuteAndIsTold() {
    Relay relay = bed.builder("node-1").listener(new Telling()).build();
    bed.runFor(relay, Duration.ofMinutes(3).plusSeconds(1));

    assertThat(told).filteredOn(it -> it.equals("purged")).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aListenerThatThrowsDoesNotDisturb(boolean error) {
    bed.publisher.reject(entry -> Bed.text(entry).equals("13"));
    bed.publisher.retry(entry -> Bed.text(entry).equals("17"), null);
    Relay relay =
        bed.builder("node-1").listener(new Throwing(error)).listener(new Telling()).build();
    bed.commitMany(1, 20);
    bed.runFor(relay, Duration.ofMinutes(2));
    bed.publisher.heal();
    bed.runFor(relay, Duration.ofMinutes(2));

    assertThat(bed.arrived()).hasSize(19);
    assertThat(bed.witness.takeovers()).isEqualTo(1);
    assertThat(told).contains("claimed 2 with 20", "purged");
    assertThat(relay.status().failingSince()).isNull();
  }

  private final class Telling implements RelayListener {
    @Override
    public void stateChanged(RelayState before, RelayState now, String reason) {
      told.add(before + " -> " + now + ": " + reason);
    }

    @Override
    public void batchClaimed(long no, int entries) {
      told.add("claimed " + no + " with " + entries);
    }

    @Override
    public void batchSettled(long no, int published, long nanosInFlight) {
      told.add("settled " + no + " with " + published);
    }

    @Override
    public void entryPublished(Entry entry) {
      told.add("published " + entry.seq());
    }

    @Override
    public void entryParked(Entry entry, int attempts, String reason) {
      told.add("parked " + entry.seq() + " after " + attempts + ": " + reason);
    }

    @Override
    public void entryDead(Entry entry, int attempts, String reason) {
      told.add("dead " + entry.seq() + " after " + attempts + ": " + reason);
    }

    @Override
    public void purged(Purged purged) {
      told.add("purged");
    }
  }

  private record Throwing(boolean error) implements RelayListener {
    private void fail() {
      if (error) {
        throw new StackOverflowError("a listener's mistake");
      }
      throw new IllegalStateException("a listener's mistake");
    }

    @Override
    public void stateChanged(RelayState before, RelayState now, String reason) {
      fail();
    }

    @Override
    public void batchClaimed(long no, int entries) {
      fail();
    }

    @Override
    public void batchSettled(long no, int published, long nanosInFlight) {
      fail();
    }

    @Override
    public void entryPublished(Entry entry) {
      fail();
    }

    @Override
    public void entryParked(Entry entry, int attempts, String reason) {
      fail();
    }

    @Override
    public void entryDead(Entry entry, int attempts, String reason) {
      fail();
    }

    @Override
    public void purged(Purged purged) {
      fail();
    }
  }
}
