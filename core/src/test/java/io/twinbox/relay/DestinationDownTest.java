package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.EntryState;
import io.twinbox.spi.RowKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The destination as a whole cannot be reached: nobody's fault, so nobody's attempts. */
class DestinationDownTest {
  @RegisterExtension final Bed bed = new Bed();

  @Test
  void nothingIsClaimedAndNoAttemptIsCountedWhileTheDestinationIsDown() {
    Relay relay = bed.relay(Bed.options(it -> it.batchSize(2)));
    bed.settle(relay);
    bed.publisher.goDown();
    bed.commitMany(1, 20);
    bed.runFor(relay, Duration.ofMillis(200));
    int rows = bed.rows().size();
    bed.runFor(relay, Duration.ofMinutes(10));

    assertThat(bed.rows()).hasSize(rows);
    assertThat(bed.kinds()).containsOnlyOnce(RowKind.CLAIM);
    assertThat(bed.store.setAside(Bed.ORDERS)).isEmpty();
    assertThat(bed.store.states(Bed.ORDERS).values()).containsOnly(EntryState.PENDING);
  }

  @Test
  void theStatusTellsTheOutageItsBeginningAndTheTries() {
    Relay relay = bed.relay();
    bed.settle(relay);
    bed.publisher.goDown();
    bed.commit("a");
    bed.runFor(relay, Duration.ofSeconds(30));

    RelayStatus status = relay.status();
    assertThat(status.state()).isEqualTo(RelayState.DESTINATION_DOWN);
    assertThat(status.lastError()).isEqualTo("down, as the test asked");
    assertThat(status.failingSince()).isNotNull();
    assertThat(status.tries()).isBetween(15, 30);
    assertThat(bed.store.heartbeatOf(Bed.ORDERS).error()).isEqualTo("down, as the test asked");
    assertThat(bed.store.heartbeatOf(Bed.ORDERS).tries()).isPositive();
    assertThat(bed.store.leaseOf(Bed.ORDERS)).isPresent();

    bed.publisher.comeBack();
    bed.drain(relay);
    bed.settle(relay);
    assertThat(relay.status().state()).isEqualTo(RelayState.RUNNING);
    assertThat(relay.status().failingSince()).isNull();
    assertThat(relay.status().tries()).isZero();
    assertThat(relay.status().lastError()).isEqualTo("down, as the test asked");
    assertThat(bed.store.heartbeatOf(Bed.ORDERS).error()).isNull();
  }

  @Test
  void anOutageIsToldToTheDatabaseAtOnce() {
    Relay relay = bed.relay();
    bed.settle(relay);
    bed.publisher.goDown();
    bed.commit("a");
    bed.runFor(relay, Duration.ofMillis(500));

    assertThat(bed.store.heartbeatOf(Bed.ORDERS).error()).isEqualTo("down, as the test asked");
  }

  @Test
  void publishingResumesByItselfWithinSecondsWithoutDuplicates() {
    Relay relay = bed.relay();
    bed.settle(relay);
    bed.publisher.goDown();
    bed.commitMany(1, 100);
    bed.runFor(relay, Duration.ofMinutes(30));
    bed.publisher.comeBack();
    bed.runFor(relay, Duration.ofSeconds(3));

    assertThat(bed.arrived()).isEqualTo(Bed.numbers(1, 100));
    assertThat(bed.store.states(Bed.ORDERS).values()).containsOnly(EntryState.PUBLISHED);
  }

  @Test
  void aDestinationThatWasDownFromTheStartIsWaitedFor() {
    bed.publisher.goDown();
    bed.commit("a");
    Relay relay = bed.relay();
    bed.runFor(relay, Duration.ofMinutes(1));
    bed.publisher.comeBack();
    bed.runFor(relay, Duration.ofSeconds(3));

    assertThat(bed.arrived()).containsExactly("a");
  }

  @Test
  void aParkedLanesAttemptsAreNotBurntByAnOutage() {
    bed.publisher.missTopic("orders");
    Relay relay = bed.relay();
    long seq = bed.commit("a").get(0);
    bed.runFor(relay, Duration.ofMillis(100));
    int attempts = bed.setAside(seq).attempts();
    bed.publisher.goDown();
    bed.runFor(relay, Duration.ofMinutes(10));
    assertThat(relay.status().state()).isEqualTo(RelayState.DESTINATION_DOWN);
    assertThat(bed.setAside(seq).attempts()).isEqualTo(attempts);

    bed.publisher.createTopic("orders");
    bed.publisher.comeBack();
    bed.drain(relay);
    assertThat(bed.arrived()).containsExactly("a");
    assertThat(bed.setAside(seq).attempts()).isEqualTo(attempts + 1);
  }

  @Test
  void aConnectionThatBreaksCostsAtMostTheBatchesInFlight() {
    Relay relay = bed.relay(Bed.options(it -> it.batchSize(4).pipeline(2)));
    bed.publisher.breakAfter(6);
    bed.commitMany(1, 20);
    bed.drain(relay);

    assertThat(Bed.firstOccurrences(bed.arrived())).isEqualTo(Bed.numbers(1, 20));
    assertThat(bed.arrived()).hasSizeLessThanOrEqualTo(26);
    assertThat(bed.publisher.destination().resets()).isEqualTo(1);
  }

  @Test
  void whatWasAcknowledgedBeforeTheConnectionBrokeIsConfirmed() {
    Relay relay = bed.relay(Bed.options(it -> it.batchSize(4)));
    bed.publisher.destination().holdAcknowledgements();
    bed.commitMany(1, 8);
    bed.settle(relay);
    bed.publisher.destination().acknowledge(4);
    bed.publisher.destination().loseInFlight(new IllegalStateException("cut"));
    bed.publisher.destination().releaseAcknowledgements();
    bed.drain(relay);

    assertThat(bed.arrived().subList(8, 12)).isEqualTo(Bed.numbers(5, 8));
    assertThat(bed.arrived()).hasSize(12);
  }

  @Test
  void silenceIsAnOutageToo() {
    Relay relay = bed.relay(Bed.options(it -> it.batchSize(1).pipeline(3)));
    bed.settle(relay);
    bed.publisher.destination().holdAcknowledgements();
    bed.commitMany(1, 9);
    bed.runFor(relay, Duration.ofSeconds(4));
    int rows = bed.rows().size();

    assertThat(relay.status().state()).isEqualTo(RelayState.DESTINATION_DOWN);
    assertThat(relay.status().lastError()).startsWith("no acknowledgement");
    assertThat(relay.status().failingSince()).isNotNull();
    assertThat(relay.status().batchesInFlight()).isEqualTo(3);

    bed.runFor(relay, Duration.ofMinutes(10));
    assertThat(bed.rows()).hasSize(rows);
    assertThat(relay.status().tries()).isGreaterThan(10);

    bed.publisher.destination().releaseAcknowledgements();
    bed.runFor(relay, Duration.ofSeconds(1));
    assertThat(relay.status().state()).isEqualTo(RelayState.RUNNING);
    assertThat(bed.arrived()).isEqualTo(Bed.numbers(1, 9));
    assertThat(bed.witness.takeovers()).isEqualTo(1);
  }

  @Test
  void aSilentDestinationThatCannotBeReachedSaysWhy() {
    Relay relay = bed.relay();
    bed.publisher.destination().holdAcknowledgements();
    bed.commit("a");
    bed.settle(relay);
    bed.publisher.goDown();
    bed.runFor(relay, Duration.ofSeconds(10));

    assertThat(relay.status().state()).isEqualTo(RelayState.DESTINATION_DOWN);
    assertThat(relay.status().lastError()).isEqualTo("down, as the test asked");
  }

  @Test
  void aSlowDestinationThatGoesOnAnsweringIsNotDown() {
    Relay relay = bed.relay();
    bed.publisher.destination().holdAcknowledgements();
    bed.commitMany(1, 10);
    bed.settle(relay);
    for (int i = 0; i < 9; i++) {
      bed.runFor(relay, Duration.ofSeconds(2));
      assertThat(relay.status().state()).isEqualTo(RelayState.RUNNING);
      bed.publisher.destination().acknowledge(1);
    }
  }

  /** An answer to an old question says nothing about now. */
  @Test
  void aProbeFromBeforeTheBreakDoesNotEndTheOutage() {
    List<Runnable> aside = new ArrayList<>();
    Relay relay = bed.builder("node-1").executor(aside::add).build();
    bed.publisher.destination().holdAcknowledgements();
    bed.commitMany(1, 2);
    bed.settle(relay);
    bed.runFor(relay, Duration.ofSeconds(4));
    assertThat(aside).isNotEmpty();
    bed.publisher.destination().acknowledge(1);
    bed.settle(relay);
    aside.forEach(Runnable::run);
    aside.clear();
    bed.publisher.goDown();
    bed.publisher.destination().loseInFlight(new IllegalStateException("cut"));
    int rows = bed.rows().size();
    bed.runFor(relay, Duration.ofSeconds(5));

    assertThat(bed.rows()).hasSize(rows);
    assertThat(relay.status().state()).isEqualTo(RelayState.DESTINATION_DOWN);
  }

  @Test
  void afterAnOutageOneBatchGoesFirst() {
    Relay relay = bed.relay(Bed.options(it -> it.batchSize(1).pipeline(3)));
    bed.settle(relay);
    bed.publisher.goDown();
    bed.commitMany(1, 5);
    bed.runFor(relay, Duration.ofSeconds(10));
    bed.publisher.destination().holdAcknowledgements();
    bed.publisher.comeBack();
    bed.runFor(relay, Duration.ofSeconds(2));
    assertThat(bed.arrived()).containsExactly("1");

    bed.publisher.destination().releaseAcknowledgements();
    bed.drain(relay);
    assertThat(bed.arrived()).isEqualTo(Bed.numbers(1, 5));
  }

  @Test
  void anEmptyLogDoesNotNoticeAnOutage() {
    Relay relay = bed.relay();
    bed.publisher.goDown();
    bed.runFor(relay, Duration.ofMinutes(1));

    assertThat(relay.status().state()).isEqualTo(RelayState.RUNNING);
  }
}
