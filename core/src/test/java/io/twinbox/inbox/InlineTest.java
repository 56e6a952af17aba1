package io.twinbox.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.RecordState;
import io.twinbox.RetryPolicy;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.Partition;
import io.twinbox.testing.InboxRow;
import io.twinbox.testing.MemoryFaults;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Records are handled in the transaction that claims them. */
class InlineTest {
  private static final Partition PARTITION = new Partition(Bed.TOPIC, 0);

  private final Bed bed = new Bed();

  @Test
  void everyRecordIsHandledOnceInItsOrder() {
    bed.send("k", Bed.numbers(1, 2_500));
    InboxConsumer consumer = bed.consumer();
    bed.drain(consumer);

    assertThat(bed.effects()).containsExactly(Bed.numbers(1, 2_500));
    assertThat(bed.topics.committed(PARTITION)).isEqualTo(2_500);
    assertThat(consumer.status().handled()).isEqualTo(2_500);
    assertThat(consumer.status().state()).isEqualTo(InboxState.RUNNING);
  }

  @Test
  void aDuplicateIsRefused() {
    List<InboxRecord> sent = bed.send("k", "a", "b");
    sent.forEach(bed.topics::append);
    InboxConsumer consumer = bed.consumer();
    bed.drain(consumer);
    bed.topics.append(sent.get(0));
    bed.drain(consumer);

    assertThat(bed.effects()).containsExactly("a", "b");
    assertThat(consumer.status().duplicates()).isEqualTo(3);
  }

  @Test
  void aReplayOfTheTopicHasNoEffect() {
    bed.send("k", Bed.numbers(1, 1_000));
    InboxConsumer consumer = bed.consumer();
    bed.drain(consumer);
    bed.topics.replay();
    bed.drain(consumer);

    assertThat(bed.effects()).hasSize(1_000);
    assertThat(consumer.status().duplicates()).isEqualTo(1_000);
  }

  @Test
  void offsetsAreCommittedAfterTheTransactionOnly() {
    List<Long> seen = new ArrayList<>();
    bed.behaviour = (text, context) -> seen.add(bed.topics.committed(PARTITION));
    bed.send("k", "a", "b");
    bed.drain(bed.consumer());

    assertThat(seen).containsOnly(0L);
  }

  // A handler fails ------------------------------------------------------------------------------

  @Test
  void aFailingRecordIsParkedAndItsLaneWaitsBehindIt() {
    Set<String> failing = new HashSet<>(Set.of("a2"));
    bed.behaviour = failOn(failing);
    bed.send("a", "a1", "a2", "a3");
    bed.send("b", "b1", "b2");
    InboxConsumer consumer = bed.consumer();
    bed.settle(consumer);

    assertThat(bed.effects()).containsExactly("a1", "b1", "b2");
    assertThat(bed.rows()).extracting(Bed::text).containsExactly("a2", "a3");
    assertThat(bed.rows())
        .extracting(InboxRow::state)
        .containsExactly(RecordState.PARKED, RecordState.RECEIVED);
    bed.send("a", "a4");
    bed.settle(consumer);
    failing.clear();
    bed.drain(consumer);

    assertThat(bed.effects("a")).containsExactly("a1", "a2", "a3", "a4");
  }

  @Test
  void unorderedNothingWaits() {
    bed.behaviour = failOn(Set.of("a2"));
    bed.send("a", "a1", "a2", "a3");
    bed.settle(bed.consumer(Bed.options(it -> it.order(KeyOrder.UNORDERED))));

    assertThat(bed.effects()).containsExactly("a1", "a3");
  }

  @Test
  void recordsWithoutAKeyDoNotWaitForEachOther() {
    bed.behaviour = failOn(Set.of("2"));
    bed.send(null, "1", "2", "3");
    bed.settle(bed.consumer());

    assertThat(bed.effects()).containsExactly("1", "3");
  }

  @Test
  void afterItsLastAttemptARecordIsADeadLetterAndItsLaneGoesOn() {
    bed.behaviour = failOn(Set.of("a1"));
    bed.send("a", "a1", "a2");
    RetryPolicy three = RetryPolicy.DEFAULT.withMaxAttempts(3);
    bed.drain(bed.consumer(Bed.options(it -> it.retry(three))));

    assertThat(bed.effects()).containsExactly("a2");
    assertThat(bed.notes.all)
        .containsExactly(
            "parked a1 1 HANDLER_FAILED", "parked a1 2 HANDLER_FAILED", "dead a1 3 HANDLER_FAILED");
    InboxRow dead = bed.dead().get(0);
    assertThat(dead.failure()).isNotNull();
    assertThat(dead.failure().error()).contains("as the test asked");
    assertThat(dead.failure().stack()).contains("InlineTest");
  }

  @Test
  void theOperatorBringsADeadLetterBack() {
    Set<String> failing = new HashSet<>(Set.of("a1"));
    bed.behaviour = failOn(failing);
    bed.send("a", "a1");
    RetryPolicy once = RetryPolicy.DEFAULT.withMaxAttempts(1);
    InboxConsumer consumer = bed.consumer(Bed.options(it -> it.retry(once)));
    bed.drain(consumer);
    failing.clear();
    assertThat(bed.store.retry(Bed.PAYMENTS, bed.dead().get(0).seq())).isTrue();
    bed.runUntil(consumer, () -> bed.rows().isEmpty());

    assertThat(bed.effects()).containsExactly("a1");
  }

  @Test
  void someExceptionsAreNotWorthRetrying() {
    bed.behaviour =
        (text, context) -> {
          throw new UnsupportedOperationException("never");
        };
    bed.send("a", "a1");
    bed.drain(
        bed.consumer(Bed.options(it -> it.notWorthRetrying(UnsupportedOperationException.class))));

    assertThat(bed.notes.all).containsExactly("dead a1 1 HANDLER_FAILED");
  }

  @Test
  void anErrorIsAFailureToo() {
    bed.behaviour =
        (text, context) -> {
          if (text.equals("a")) {
            throw new StackOverflowError();
          }
          if (text.equals("b")) {
            throw new AssertionError("no");
          }
        };
    bed.send(null, "a", "b", "c");
    bed.settle(bed.consumer());

    assertThat(bed.effects()).containsExactly("c");
    assertThat(bed.rows()).hasSize(2);
  }

  @Test
  void manyFailingRecordsCostNoQuadraticWork() {
    List<String> calls = new ArrayList<>();
    bed.behaviour =
        (text, context) -> {
          calls.add(text);
          throw new IllegalStateException("all fail");
        };
    bed.send(null, Bed.numbers(1, 500));
    InboxConsumer consumer = bed.consumer();
    bed.runUntil(consumer, () -> bed.topics.lag() == 0);

    assertThat(calls.stream().filter(Bed.numbers(1, 500)[499]::equals).count()).isLessThan(5);
    assertThat(consumer.status().parked()).isGreaterThanOrEqualTo(500);
  }

  @Test
  void outOfMemoryHaltsTheConsumerVisibly() {
    bed.behaviour =
        (text, context) -> {
          throw new OutOfMemoryError("as the test asked");
        };
    bed.send("a", "a1");
    InboxConsumer consumer = bed.consumer();
    for (int i = 0; i < 5; i++) {
      consumer.step();
    }

    assertThat(consumer.status().state()).isEqualTo(InboxState.HALTED);
    assertThat(bed.topics.lag()).isEqualTo(1);
  }

  // A handler breaks its transaction -------------------------------------------------------------

  @Test
  void aHandlerThatCommitsIsRefusedAndBlamedEvenIfItSwallowsTheRefusal() {
    bed.behaviour =
        (text, context) -> {
          if (text.equals("b")) {
            swallow(() -> context.connection().commit());
          }
        };
    bed.send(null, "a", "b", "c");
    bed.settle(bed.consumer());

    assertThat(bed.effects()).containsExactly("a", "c");
    assertThat(bed.notes.all).containsExactly("parked b 1 TRANSACTION_BROKEN");
  }

  @Test
  void aHandlerThatEndsTheTransactionBehindOurBackIsFound() {
    bed.behaviour =
        (text, context) -> {
          if (text.equals("b")) {
            bed.store.rollBackSecretly(context.connection());
          }
        };
    bed.send(null, "a", "b", "c", "d");
    bed.settle(bed.consumer());

    assertThat(bed.effects()).containsExactlyInAnyOrder("a", "c", "d");
    assertThat(bed.notes.all).containsExactly("parked b 1 TRANSACTION_BROKEN");
  }

  private interface Call {
    void run() throws SQLException;
  }

  private static void swallow(Call call) {
    try {
      call.run();
    } catch (SQLException e) {
      assertThat(e.getMessage()).contains("must not call");
    }
  }

  // The database ---------------------------------------------------------------------------------

  @Test
  void whenTheDatabaseIsDownNothingIsCountedAndTheConsumerWaits() {
    bed.send("a", "a1");
    InboxConsumer consumer = bed.consumer();
    bed.settle(consumer);
    bed.store.faults().goDown();
    bed.send("a", "a2");
    bed.runFor(consumer, Duration.ofMinutes(5));
    assertThat(consumer.status().state()).isEqualTo(InboxState.DATABASE_DOWN);
    assertThat(consumer.status().failingSince()).isNotNull();
    bed.store.faults().comeBack();
    bed.runFor(consumer, Duration.ofSeconds(3));

    assertThat(bed.effects()).containsExactly("a1", "a2");
    assertThat(bed.notes.all).isEmpty();
    assertThat(consumer.status().state()).isEqualTo(InboxState.RUNNING);
  }

  @Test
  void aConsumerMayBeStartedBeforeItsDatabase() {
    bed.store.faults().goDown();
    bed.send("a", "a1");
    InboxConsumer consumer = bed.consumer();
    bed.runFor(consumer, Duration.ofSeconds(10));
    assertThat(consumer.status().state()).isEqualTo(InboxState.DATABASE_DOWN);
    bed.store.faults().comeBack();
    bed.runFor(consumer, Duration.ofSeconds(3));

    assertThat(bed.effects()).containsExactly("a1");
  }

  @Test
  void aHandlerThatFailsBecauseTheDatabaseDoesIsNotBlamed() {
    int[] left = {3};
    bed.behaviour =
        (text, context) -> {
          if (left[0]-- > 0) {
            throw new IllegalStateException(MemoryFaults.unavailable());
          }
        };
    bed.send("a", "a1");
    bed.drain(bed.consumer());

    assertThat(bed.effects()).containsExactly("a1");
    assertThat(bed.notes.all).isEmpty();
  }

  @Test
  void aRecordThatDeadlocksAlwaysIsParkedInTheEnd() {
    bed.behaviour =
        (text, context) -> {
          if (text.equals("a1")) {
            throw MemoryFaults.deadlock();
          }
        };
    bed.send("a", "a1");
    bed.send("b", "b1");
    InboxConsumer consumer = bed.consumer();
    bed.runUntil(consumer, () -> bed.topics.lag() == 0);

    assertThat(bed.effects()).containsExactly("b1");
    assertThat(bed.notes.all.get(0)).isEqualTo("parked a1 1 HANDLER_FAILED");
  }

  @Test
  void aBufferThatIsFullForAMomentIsNoNews() {
    bed.send("a", Bed.numbers(1, 100));
    InboxConsumer consumer = bed.consumer(Bed.options(it -> it.chunkRecords(10)));
    Steps steps = consumer.steps();
    for (int i = 0; i < 5; i++) {
      steps.read();
    }
    assertThat(consumer.status().read()).as("no room for more").isLessThan(50);
    assertThat(bed.notes.states).containsExactly(InboxState.RUNNING);

    bed.clock.advance(Duration.ofSeconds(2));
    steps.read();
    assertThat(bed.notes.states).containsExactly(InboxState.RUNNING, InboxState.BEHIND);
    bed.drain(consumer);
    assertThat(consumer.status().state()).isEqualTo(InboxState.RUNNING);
  }

  @Test
  void whenTheSourceIsDownTheConsumerSaysSoAndGoesOnAfterwards() {
    InboxConsumer consumer = bed.consumer();
    bed.settle(consumer);
    bed.topics.goDown();
    bed.runFor(consumer, Duration.ofSeconds(10));
    assertThat(consumer.status().state()).isEqualTo(InboxState.SOURCE_DOWN);
    bed.topics.comeBack();
    bed.send("a", "a1");
    bed.runFor(consumer, Duration.ofSeconds(3));

    assertThat(bed.effects()).containsExactly("a1");
    assertThat(consumer.status().state()).isEqualTo(InboxState.RUNNING);
  }

  @Test
  void deadLettersGoToATopicTooIfThereIsOne() {
    List<String> appended = new ArrayList<>();
    bed.behaviour = failOn(Set.of("a"));
    bed.send("k", "a");
    RetryPolicy once = RetryPolicy.DEFAULT.withMaxAttempts(1);
    InboxConsumer consumer =
        bed.builder(Bed.options(it -> it.retry(once)), bed.topics.source())
            .deadLetters(
                (tx, messages) -> {
                  messages.forEach(it -> appended.add(it.topic() + " " + it.headers()));
                  return List.of();
                },
                "payments-dead")
            .build();
    bed.drain(consumer);

    assertThat(appended).hasSize(1);
    assertThat(appended.get(0)).contains("payments-dead", "HANDLER_FAILED");
  }

  static Bed.Behaviour failOn(Set<String> texts) {
    return (text, context) -> {
      if (texts.contains(text)) {
        throw new IllegalStateException("as the test asked");
      }
    };
  }
}
