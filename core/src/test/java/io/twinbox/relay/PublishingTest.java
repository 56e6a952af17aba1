package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.EntryState;
import io.twinbox.Message;
import io.twinbox.spi.JournalRow;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.RowKind;
import io.twinbox.testing.InMemoryTransaction;
import io.twinbox.testing.WrittenRow;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The way of an entry when nothing fails: read, claimed, sent, acknowledged, confirmed. */
class PublishingTest {
  @RegisterExtension final Bed bed = new Bed();

  @Test
  void everythingCommittedIsPublishedOnceAndInOrder() {
    Relay relay = bed.relay(Bed.options(it -> it.batchSize(7)));
    bed.commitMany(1, 50);
    bed.settle(relay);
    bed.commitMany(51, 100);
    bed.settle(relay);

    assertThat(bed.arrived()).isEqualTo(Bed.numbers(1, 100));
    assertThat(relay.status().published()).isEqualTo(100);
    assertThat(relay.status().state()).isEqualTo(RelayState.RUNNING);
  }

  @Test
  void whatIsRolledBackOrStillOpenIsNotPublished() {
    Relay relay = bed.relay();
    InMemoryTransaction open = bed.store.begin();
    open.append("orders", "k", "late");
    InMemoryTransaction undone = bed.store.begin();
    undone.append("orders", "k2", "never");
    undone.rollback();
    bed.commit("a");
    bed.settle(relay);
    assertThat(bed.arrived()).containsExactly("a");

    open.commit();
    bed.settle(relay);
    assertThat(bed.arrived()).containsExactly("a", "late");
  }

  @Test
  void anEntryIsPublishedOnlyWhenItIsConfirmedAndPendingUntilThen() {
    Relay relay = bed.relay();
    bed.publisher.destination().holdAcknowledgements();
    long seq = bed.commit("a").get(0);
    bed.settle(relay);
    assertThat(bed.state(seq)).isEqualTo(EntryState.PENDING);
    assertThat(relay.status().batchesInFlight()).isEqualTo(1);

    bed.publisher.destination().acknowledgeAll();
    bed.runFor(relay, Duration.ofSeconds(1));
    assertThat(bed.state(seq)).isEqualTo(EntryState.PUBLISHED);
    assertThat(relay.status().batchesInFlight()).isZero();
  }

  @Test
  void nothingIsConfirmedWhileAnAcknowledgementIsMissing() {
    Relay relay = bed.relay(Bed.options(it -> it.stallAfter(Duration.ofMinutes(5))));
    bed.publisher.destination().holdAcknowledgements();
    bed.commit("a", "b", "c");
    bed.settle(relay);
    bed.publisher.destination().acknowledge(2);
    bed.runFor(relay, Duration.ofSeconds(30));

    assertThat(bed.lastRow().row().confirmed()).isLessThan(bed.lastRow().no());
    assertThat(bed.kinds()).containsExactly(RowKind.TAKEOVER, RowKind.CLAIM);
  }

  @Test
  void batchesAreConfirmedInTheOrderOfTheirNumbersWhateverTheOrderOfTheirAcknowledgements() {
    Late late = new Late(bed.publisher);
    Relay relay = bed.builder("node-1", bed.store, late).options(options(1, 2)).build();
    bed.commit("a", "b");
    bed.settle(relay);
    late.acknowledge(1);
    bed.runFor(relay, Duration.ofSeconds(1));
    assertThat(bed.lastRow().row().confirmed()).isEqualTo(1);

    late.acknowledge(0);
    bed.runFor(relay, Duration.ofSeconds(1));
    assertThat(bed.lastRow().row().confirmed()).isEqualTo(3);
  }

  @Test
  void aConfirmationRidesOnTheNextClaim() {
    Relay relay = bed.relay();
    bed.commit("a");
    bed.settle(relay);
    bed.commit("b");
    bed.settle(relay);

    assertThat(bed.kinds()).containsExactly(RowKind.TAKEOVER, RowKind.CLAIM, RowKind.CLAIM);
    assertThat(bed.lastRow().row().confirmed()).isEqualTo(2);
  }

  @Test
  void anIdleRelayConfirmsAfterFiftyMilliseconds() {
    Relay relay = bed.relay();
    bed.commit("a");
    bed.settle(relay);
    bed.clock.advance(Duration.ofMillis(49));
    relay.step();
    assertThat(bed.kinds()).containsExactly(RowKind.TAKEOVER, RowKind.CLAIM);

    bed.clock.advance(Duration.ofMillis(1));
    relay.step();
    assertThat(bed.kinds()).endsWith(RowKind.CONFIRM);
    assertThat(bed.lastRow().row().confirmed()).isEqualTo(2);
  }

  /** One after another at a low rate, many in a batch at a high one. */
  @Test
  void underLoadEntriesGatherForALargerBatch() {
    Relay relay = bed.relay();
    bed.commitMany(1, 1);
    bed.settle(relay);
    bed.commitMany(2, 2);
    bed.runFor(relay, Duration.ofMillis(1));
    assertThat(bed.arrived()).hasSize(2);

    bed.commitMany(3, 1_002);
    bed.settle(relay);
    bed.commitMany(1_003, 1_004);
    bed.runFor(relay, Duration.ofMillis(49));
    assertThat(bed.arrived()).hasSize(1_002);
    bed.runFor(relay, Duration.ofMillis(2));
    assertThat(bed.arrived()).hasSize(1_004);
  }

  @Test
  void aBacklogIsNotLeftToGather() {
    Relay relay = bed.relay(Bed.options(it -> it.batchSize(10)));
    bed.commitMany(1, 1_000);
    bed.runFor(relay, Duration.ofMillis(5));

    assertThat(bed.arrived()).hasSize(1_000);
  }

  @Test
  void anEmptyLookWritesNothing() {
    Relay relay = bed.relay();
    bed.commit("a");
    bed.runFor(relay, Duration.ofSeconds(1));
    int rows = bed.rows().size();

    bed.runFor(relay, Duration.ofMinutes(5));
    assertThat(bed.rows()).hasSize(rows);
  }

  @Test
  void anIdleRelayLooksLessAndLessOften() {
    Relay relay = bed.relay();
    bed.commit("a");
    assertThat(bed.settle(relay)).isLessThanOrEqualTo(Duration.ofMillis(5));

    bed.runFor(relay, Duration.ofSeconds(10));
    assertThat(bed.settle(relay)).isEqualTo(RelayOptions.DEFAULT.pollInterval());
  }

  @Test
  void anIdleChannelBesideABusyOneLeavesMarks() {
    Relay mail = bed.builder("node-1").name("mail").channel("mail").build();
    bed.settle(mail);
    for (int i = 0; i < 3; i++) {
      bed.commitMany(1, 2_001);
      bed.settle(mail);
    }

    List<WrittenRow> rows = bed.store.rows(new RelayId("mail", "mail"));
    assertThat(rows)
        .extracting(written -> written.row().kind())
        .containsExactly(RowKind.TAKEOVER, RowKind.MARK, RowKind.MARK, RowKind.MARK);
    assertThat(rows.get(3).row().window().high()).isEqualTo(3 * 2_001);
    assertThat(bed.arrived()).isEmpty();
  }

  @Test
  void anotherChannelsEntriesAreLeftAlone() {
    Relay relay = bed.relay();
    InMemoryTransaction transaction = bed.store.begin();
    transaction.append(Message.builder().topic("t").channel("mail").type("x").text("m").build());
    transaction.append("orders", "k", "a");
    transaction.commit();
    bed.settle(relay);

    assertThat(bed.arrived()).containsExactly("a");
  }

  @Test
  void aLargeDifferenceIsCutIntoBatchesThatAreReadAhead() {
    AtomicInteger ahead = new AtomicInteger();
    Relay relay =
        bed.builder("node-1")
            .options(options(10, 3))
            .executor(
                task -> {
                  ahead.incrementAndGet();
                  task.run();
                })
            .build();
    bed.commitMany(1, 95);
    bed.settle(relay);

    List<JournalRow> claims =
        bed.rows().stream()
            .map(WrittenRow::row)
            .filter(row -> row.kind() == RowKind.CLAIM)
            .toList();
    assertThat(bed.arrived()).isEqualTo(Bed.numbers(1, 95));
    assertThat(claims)
        .hasSize(10)
        .extracting(row -> row.window().toSnapshot())
        .containsOnly(claims.get(0).window().toSnapshot());
    assertThat(ahead).hasValue(9);
  }

  @Test
  void aBatchEndsWhereItsPayloadsReachTheLimit() {
    Relay relay = bed.relay(Bed.options(it -> it.batchBytes(1_024)));
    bed.commit("x".repeat(600), "y".repeat(600), "z");
    bed.settle(relay);

    assertThat(bed.rows())
        .filteredOn(written -> written.row().kind() == RowKind.CLAIM)
        .extracting(written -> written.row().entries())
        .containsExactly(2, 1);
  }

  @Test
  void theNextBatchesAreClaimedWhileTheFirstIsInFlightButNeverMoreThanThePipelineHolds() {
    Relay relay = bed.relay(options(10, 3));
    bed.publisher.destination().holdAcknowledgements();
    bed.commitMany(1, 100);
    bed.settle(relay);
    assertThat(relay.status().batchesInFlight()).isEqualTo(3);
    assertThat(bed.arrived()).isEqualTo(Bed.numbers(1, 30));

    bed.publisher.destination().acknowledge(10);
    bed.settle(relay);
    assertThat(relay.status().batchesInFlight()).isEqualTo(3);
    assertThat(bed.arrived()).isEqualTo(Bed.numbers(1, 40));
  }

  @Test
  void aFullPipelineDoesNotAskTheDatabase() {
    AtomicInteger calls = new AtomicInteger();
    ForwardingStore counting =
        new ForwardingStore(bed.store) {
          @Override
          <T> T call(Supplier<T> effect) {
            calls.incrementAndGet();
            return super.call(effect);
          }
        };
    Relay relay = bed.builder("node-1", counting, bed.publisher).options(options(1, 1)).build();
    bed.publisher.destination().holdAcknowledgements();
    bed.commit("a", "b");
    bed.settle(relay);
    calls.set(0);
    bed.runFor(relay, Duration.ofSeconds(2));

    assertThat(calls).hasValue(0);
  }

  private static RelayOptions options(int batchSize, int pipeline) {
    return Bed.options(it -> it.batchSize(batchSize).pipeline(pipeline));
  }
}
