package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.AfterDeath;
import io.twinbox.EntryState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A relay dies at a point of the protocol, and another goes on from the journal. */
class RestartTest {
  @RegisterExtension final Bed bed = new Bed();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "before takeOver",
        "after takeOver",
        "before CLAIM",
        "after CLAIM",
        "before publish",
        "in publish",
        "after publish",
        "before CONFIRM",
        "after CONFIRM",
        "before CLAIM that parks",
        "after CLAIM that parks",
        "before CONFIRM that parks",
        "after CONFIRM that parks",
        "before RETRY",
        "after RETRY",
        "before CONFIRM that settles a lane",
        "after CONFIRM that settles a lane"
      })
  void aRelayThatDiesAtANamedPointLosesNothing(String point) {
    Halting halting = Halting.at(point);
    Life life = new Life(AfterDeath.SKIP).live(halting);
    assertThat(halting.passed()).endsWith(point);
    life.endsWell(point);
  }

  @ParameterizedTest
  @EnumSource
  void aRelayThatDiesAtAnyPointLosesNothing(AfterDeath afterDeath) {
    Halting never = Halting.never();
    new Life(afterDeath).live(never);
    assertThat(never.passed()).hasSizeGreaterThan(60);
    for (int point = 0; point < never.passed().size(); point++) {
      Halting halting = Halting.at(point);
      Life life = new Life(afterDeath).live(halting);
      String name = "point " + point + ": " + never.passed().get(point);
      assertThat(halting.halted()).as(name).isTrue();
      life.endsWell(name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"after publish", "after CONFIRM that parks", "after RETRY"})
  void aRelayThatDiesAgainAtAnyPointOfItsSecondLifeLosesNothing(String first) {
    Halting never = Halting.never();
    new Life(AfterDeath.SKIP).live(Halting.at(first)).live(never);
    for (int point = 0; point < never.passed().size(); point++) {
      Life life = new Life(AfterDeath.SKIP).live(Halting.at(first)).live(Halting.at(point));
      life.endsWell(first + ", then point " + point + ": " + never.passed().get(point));
    }
  }

  @Test
  void onlyTheBatchesInFlightArePublishedAgain() {
    Relay relay = bed.relay(Bed.options(it -> it.batchSize(4).pipeline(2)));
    bed.commitMany(1, 4);
    bed.runFor(relay, Duration.ofSeconds(1));
    bed.publisher.destination().holdAcknowledgements();
    bed.commitMany(5, 20);
    bed.settle(relay);
    bed.publisher.destination().acknowledge(6);
    bed.settle(relay);
    bed.crash();
    bed.publisher.destination().releaseAcknowledgements();
    bed.drain(bed.relay("node-2"));

    // 5 to 8 were acknowledged and confirmed by the claim of 13 to 16; 9 to 12 only half.
    assertThat(bed.arrived().subList(0, 16)).isEqualTo(Bed.numbers(1, 16));
    assertThat(bed.arrived().subList(16, 28)).isEqualTo(Bed.numbers(9, 20));
    assertThat(bed.arrived()).hasSize(28);
  }

  @Test
  void aConfirmedBatchIsNotPublishedAgain() {
    Relay relay = bed.relay();
    bed.commitMany(1, 20);
    bed.runFor(relay, Duration.ofSeconds(1));
    bed.crash();
    bed.runFor(bed.relay("node-2"), Duration.ofSeconds(1));

    assertThat(bed.arrived()).isEqualTo(Bed.numbers(1, 20));
  }

  @Test
  void whatIsPublishedAgainKeepsItsBatches() {
    Relay relay = bed.relay(Bed.options(it -> it.batchSize(3).pipeline(3)));
    bed.publisher.destination().holdAcknowledgements();
    bed.commitMany(1, 9);
    bed.settle(relay);
    bed.crash();
    Late again = new Late(bed.publisher);
    Relay next = bed.builder("node-2", bed.store, again).build();
    bed.commitMany(10, 12);
    bed.settle(next);

    assertThat(again.batches()).hasSize(3);
    assertThat(again.texts(0)).containsExactly("1", "2", "3");
    assertThat(again.texts(1)).containsExactly("4", "5", "6");
    assertThat(again.texts(2)).containsExactly("7", "8", "9");
  }

  @Test
  void aTakeoverKeepsBlockedLanesBlocked() {
    bed.publisher.retry(entry -> Bed.text(entry).equals("a"), null);
    Relay relay = bed.relay();
    List<Long> first = bed.commit("a", "b");
    bed.runFor(relay, Duration.ofMillis(100));
    bed.crash();

    Relay next = bed.relay("node-2");
    List<Long> later = bed.commit("c");
    bed.settle(next);
    bed.runFor(next, Duration.ofMillis(100));
    assertThat(next.status().blockedLanes()).isEqualTo(1);
    assertThat(List.of(first.get(0), first.get(1), later.get(0)))
        .extracting(bed::state)
        .containsOnly(EntryState.PARKED);

    bed.publisher.heal();
    bed.drain(next);
    assertThat(bed.arrived()).containsExactly("a", "b", "c");
  }
}
