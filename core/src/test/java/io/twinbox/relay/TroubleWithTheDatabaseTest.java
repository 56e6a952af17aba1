package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.EntryState;
import io.twinbox.spi.BatchId;
import io.twinbox.spi.Entry;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.RowKind;
import io.twinbox.testing.InMemoryOutboxStore;
import io.twinbox.testing.StoreCall;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The database fails, is another one, or has gone back in time; or somebody has made a mistake. */
class TroubleWithTheDatabaseTest {
  @RegisterExtension final Bed bed = new Bed();

  @ParameterizedTest
  @EnumSource(
      value = StoreCall.class,
      names = {"READ", "READ_DUE"})
  void aReadThatFailsCostsNeitherTheTenureNorADuplicate(StoreCall call) {
    Relay relay = bed.relay(Bed.options(it -> it.batchSize(5)));
    bed.settle(relay);
    bed.publisher.destination().holdAcknowledgements();
    bed.commitMany(1, 20);
    relay.step();
    bed.store.faults().failBefore(call);
    bed.runFor(relay, Duration.ofSeconds(2));
    bed.publisher.destination().releaseAcknowledgements();
    bed.drain(relay);

    assertThat(bed.arrived()).isEqualTo(Bed.numbers(1, 20));
    assertThat(bed.witness.takeovers()).isEqualTo(1);
  }

  @Test
  void aBatchThatCannotBeReadAgainIsReadAgainLater() {
    Relay relay = bed.relay("node-1");
    bed.publisher.destination().holdAcknowledgements();
    bed.commitMany(1, 5);
    bed.settle(relay);
    bed.crash();
    bed.publisher.destination().releaseAcknowledgements();
    bed.store.faults().failBefore(StoreCall.REREAD);
    bed.drain(bed.relay("node-2"));

    assertThat(bed.arrived()).hasSize(10);
    assertThat(bed.witness.takeovers()).isEqualTo(2);
  }

  /** Whether the row is there only the journal can tell. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWriteThatFailsEndsTheTenureAndNothingIsLost(boolean withItsEffect) {
    Relay relay = bed.relay();
    bed.settle(relay);
    bed.commit("a", "b");
    if (withItsEffect) {
      bed.store.faults().failAfter(StoreCall.WRITE);
    } else {
      bed.store.faults().failBefore(StoreCall.WRITE);
    }
    bed.settle(relay);
    assertThat(relay.status().state()).isEqualTo(RelayState.DATABASE_DOWN);
    assertThat(bed.arrived()).isEmpty();

    bed.drain(relay);
    assertThat(bed.arrived()).containsExactly("a", "b");
    assertThat(bed.witness.takeovers()).isEqualTo(2);
    assertThat(relay.status().state()).isEqualTo(RelayState.RUNNING);
  }

  @Test
  void anOutageOfTheDatabaseIsToldAndSurvivedWithoutDuplicates() {
    Relay relay = bed.relay();
    bed.commit("a");
    bed.runFor(relay, Duration.ofSeconds(1));
    bed.store.faults().goDown();
    bed.commit("b");
    bed.runFor(relay, Duration.ofMinutes(3));

    RelayStatus status = relay.status();
    assertThat(status.state()).isEqualTo(RelayState.DATABASE_DOWN);
    assertThat(status.lastError()).isEqualTo("the database is down");
    assertThat(status.failingSince()).isNotNull();
    assertThat(status.tries()).isGreaterThan(50);

    bed.store.faults().comeBack();
    bed.runFor(relay, Duration.ofSeconds(4));
    assertThat(bed.arrived()).containsExactly("a", "b");
    assertThat(relay.status().state()).isEqualTo(RelayState.RUNNING);
    assertThat(relay.status().failingSince()).isNull();
    assertThat(relay.status().lastError()).isEqualTo("the database is down");
  }

  @Test
  void aDatabaseThatIsDownFromTheStartIsWaitedForAndSaidToBeDown() {
    AtomicInteger changes = new AtomicInteger();
    RelayListener listener =
        new RelayListener() {
          @Override
          public void stateChanged(RelayState before, RelayState now, String reason) {
            changes.incrementAndGet();
          }
        };
    bed.store.faults().goDown();
    Relay relay = bed.builder("node-1").listener(listener).build();
    bed.runFor(relay, Duration.ofMinutes(1));
    assertThat(relay.status().state()).isEqualTo(RelayState.DATABASE_DOWN);
    assertThat(relay.status().tries()).isGreaterThan(20);
    assertThat(changes).hasValue(1);

    bed.store.faults().comeBack();
    bed.commit("a");
    bed.runFor(relay, Duration.ofSeconds(3));
    assertThat(bed.arrived()).containsExactly("a");
  }

  @Test
  void aTakeoverThatFailsIsTriedAgain() {
    bed.store.faults().failBefore(StoreCall.TAKE_OVER);
    bed.store.faults().failAfter(StoreCall.TAKE_OVER);
    bed.commit("a");
    Relay relay = bed.relay();
    bed.runFor(relay, Duration.ofSeconds(1));

    assertThat(bed.arrived()).containsExactly("a");
    assertThat(bed.kinds()).startsWith(RowKind.TAKEOVER, RowKind.TAKEOVER, RowKind.CLAIM);
  }

  @Test
  void anotherRetentionThanExpectedHaltsTheRelayWithTheRemedy() {
    Relay relay = bed.relay(Bed.options(it -> it.retention(Duration.ofDays(30))));
    bed.commit("a");
    bed.runFor(relay, Duration.ofMinutes(1));

    assertThat(relay.status().state()).isEqualTo(RelayState.HALTED);
    assertThat(relay.status().lastError())
        .contains("PT720H", "PT168H", "twinbox schema install --retention");
    assertThat(bed.arrived()).isEmpty();
    assertThat(bed.rows()).isEmpty();
    assertThat(bed.store.heartbeatOf(Bed.ORDERS).error()).contains("retention");
  }

  /** During a roll-out with another setting the nodes set up as the database is go on. */
  @Test
  void aHaltedNodeDoesNotKeepTheOthersFromWorking() {
    Relay halted = bed.relay(Bed.options(it -> it.retention(Duration.ofDays(30))));
    bed.settle(halted);
    halted.step();
    Relay other = bed.relay("node-2");
    bed.commit("a");
    bed.settle(other);

    assertThat(bed.arrived()).containsExactly("a");
    assertThat(other.status().state()).isEqualTo(RelayState.RUNNING);
  }

  @Test
  void theExpectedRetentionIsFine() {
    Relay relay = bed.relay(Bed.options(it -> it.retention(InMemoryOutboxStore.DEFAULT_RETENTION)));
    bed.settle(relay);

    assertThat(relay.status().state()).isEqualTo(RelayState.RUNNING);
  }

  @Test
  void anotherDatabaseThanTheJournalsHaltsTheRelayForGood() {
    Relay relay = bed.relay("node-1");
    bed.commit("a");
    bed.runFor(relay, Duration.ofSeconds(1));
    bed.store.restoreElsewhere(bed.store.backup());
    bed.store.expireLease(Bed.ORDERS);
    Relay next = bed.relay("node-2");
    bed.commit("b");
    bed.runFor(next, Duration.ofHours(1));

    assertThat(next.status().state()).isEqualTo(RelayState.HALTED);
    assertThat(next.status().lastError()).contains("the journal was written in database");
    assertThat(next.status().failingSince()).isNotNull();
    assertThat(bed.arrived()).containsExactly("a");
  }

  @Test
  void aFailOverThatLostCommitsIsFollowedFromTheJournal() {
    Relay relay = bed.relay();
    bed.commit("a");
    bed.runFor(relay, Duration.ofSeconds(1));
    InMemoryOutboxStore.Backup standby = bed.store.backup();
    bed.commit("lost with the fail-over");
    bed.runFor(relay, Duration.ofSeconds(1));
    bed.store.restore(standby);
    List<Long> seqs = bed.commit("b", "c");
    bed.runFor(relay, Duration.ofSeconds(1));

    assertThat(bed.arrived()).containsExactly("a", "lost with the fail-over", "b", "c");
    assertThat(seqs).extracting(bed::state).containsOnly(EntryState.PUBLISHED);
    assertThat(relay.status().state()).isEqualTo(RelayState.RUNNING);
  }

  @ParameterizedTest
  @EnumSource(
      value = StoreCall.class,
      names = {"SEIZE", "RELEASE", "RETENTION"},
      mode = EnumSource.Mode.EXCLUDE)
  void aMistakeInTheStoreHeals(StoreCall call) {
    Relay relay = bed.relay();
    bed.publisher.retry(entry -> bed.clock.instant().getEpochSecond() % 2 == 0, null);
    bed.store.faults().before(call, () -> bug(new IllegalStateException("a bug")));
    bed.store.faults().after(call, () -> bug(new StackOverflowError("another")));
    bed.commitMany(1, 20);
    bed.runFor(relay, Duration.ofMinutes(2));

    assertThat(Bed.firstOccurrences(bed.arrived())).containsAll(Bed.numbers(1, 20));
    assertThat(relay.status().state()).isEqualTo(RelayState.RUNNING);
    assertThat(relay.status().failingSince()).isNull();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aMistakeInThePublisherHeals(boolean error) {
    AtomicInteger mistakes = new AtomicInteger(5);
    ForwardingPublisher publisher =
        new ForwardingPublisher(bed.publisher) {
          @Override
          public void publish(BatchId batch, List<Entry> entries, Outcomes outcomes) {
            if (mistakes.getAndDecrement() > 0) {
              bug(error ? new StackOverflowError("a bug") : new IllegalStateException("a bug"));
            }
            super.publish(batch, entries, outcomes);
          }

          @Override
          public void reset() {
            if (mistakes.getAndDecrement() > 0) {
              bug(error ? new NoClassDefFoundError("a bug") : new IllegalStateException("a bug"));
            }
            super.reset();
          }

          @Override
          public void probe() {
            if (mistakes.getAndDecrement() > 0) {
              bug(error ? new NoClassDefFoundError("a bug") : new IllegalStateException("a bug"));
            }
            super.probe();
          }
        };
    Relay relay = bed.builder("node-1", bed.store, publisher).build();
    bed.commit("a");
    bed.settle(relay);
    assertThat(relay.status().lastError()).contains("a bug");
    assertThat(relay.status().failingSince()).isNotNull();

    bed.runFor(relay, Duration.ofSeconds(20));
    assertThat(bed.arrived()).containsExactly("a");
    assertThat(relay.status().state()).isEqualTo(RelayState.RUNNING);
    assertThat(relay.status().failingSince()).isNull();
  }

  /** What was handed over before a failed reset could overtake what comes next. */
  @Test
  void nothingIsPublishedBeforeThePublisherCouldBeReset() {
    AtomicInteger mistakes = new AtomicInteger(10);
    ForwardingPublisher publisher =
        new ForwardingPublisher(bed.publisher) {
          @Override
          public void reset() {
            if (mistakes.getAndDecrement() > 0) {
              bug(new IllegalStateException("cannot reset"));
            }
            super.reset();
          }
        };
    Relay relay = bed.builder("node-1", bed.store, publisher).build();
    bed.commit("a");
    bed.publisher.breakAfter(0);
    bed.runFor(relay, Duration.ofSeconds(1));
    assertThat(bed.arrived()).isEmpty();
    assertThat(relay.status().state()).isEqualTo(RelayState.RESTARTING);
    assertThat(relay.status().lastError()).contains("cannot reset");

    bed.runFor(relay, Duration.ofMinutes(1));
    assertThat(bed.publisher.destination().resets()).isEqualTo(1);
    assertThat(bed.arrived()).containsExactly("a");
  }

  /** Each commit wakes the relay: that must not turn a mistake into a busy loop. */
  @Test
  void aRelayThatFailsIsNotHurriedByWakeUps() {
    AtomicInteger calls = new AtomicInteger();
    for (int i = 0; i < 1_000; i++) {
      bed.store
          .faults()
          .before(
              StoreCall.TAKE_OVER,
              () -> {
                calls.incrementAndGet();
                bug(new IllegalStateException("a bug"));
              });
    }
    Relay relay = bed.relay();
    for (int i = 0; i < 1_000; i++) {
      relay.step();
      bed.clock.advance(Duration.ofMillis(10));
    }

    assertThat(calls.get()).isBetween(5, 20);
  }

  private static void bug(Throwable bug) {
    if (bug instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) bug;
  }
}
