package io.twinbox.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.InvalidMessageException;
import io.twinbox.Message;
import io.twinbox.Outbox;
import io.twinbox.RetryPolicy;
import io.twinbox.testing.MemoryFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The letters of dead records that go to a topic. */
class DeadLettersTest {
  private final Bed bed = new Bed();
  private final List<String> letters = new ArrayList<>();

  /**
   * An outbox that takes what it takes; what was appended in a transaction that failed is there
   * too.
   */
  private InboxConsumer consumer(InboxMode mode, Outbox outbox) {
    bed.behaviour = InlineTest.failOn(Set.of("b"));
    RetryPolicy once = RetryPolicy.DEFAULT.withMaxAttempts(1);
    return bed.builder(Bed.options(it -> it.mode(mode).retry(once)), bed.topics.source())
        .deadLetters(outbox, "payments-dead")
        .build();
  }

  private static boolean tells(List<Message> messages, String fault) {
    return fault.equals(messages.get(0).headers().get("dead-letter-fault"));
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void aLetterThatTheOutboxRefusesStopsNobodyAndIsTold(InboxMode mode) {
    Outbox outbox =
        (tx, messages) -> {
          if (tells(messages, "UNDECODABLE")) {
            throw new InvalidMessageException("payload", "1 MB", "at most 900 KB", "less");
          }
          letters.add(messages.get(0).headers().get("dead-letter-fault"));
          return List.of();
        };
    bed.send("k", "a", "!too large", "b", "c");
    InboxConsumer consumer = consumer(mode, outbox);
    bed.drain(consumer);

    assertThat(bed.effects()).containsExactly("a", "c");
    assertThat(bed.dead()).extracting(Bed::text).containsExactlyInAnyOrder("!too large", "b");
    assertThat(letters).contains("HANDLER_FAILED");
    assertThat(bed.notes.all)
        .containsExactlyInAnyOrder(
            "letter refused !too large",
            "dead !too large 0 UNDECODABLE",
            "dead b 1 HANDLER_FAILED");
    assertThat(consumer.status().state()).isEqualTo(InboxState.RUNNING);
  }

  /** A refusal each would cost a transaction and a pause each. */
  @Test
  void aChunkOfLettersThatAreRefusedEndsInOneTransaction() {
    Outbox outbox =
        (tx, messages) -> {
          if (messages.stream().anyMatch(it -> !it.key().equals("good"))) {
            throw new InvalidMessageException("payload", "1 MB", "at most 900 KB", "less");
          }
          messages.forEach(it -> letters.add(it.key()));
          return List.of();
        };
    for (int i = 0; i < 1_500; i++) {
      bed.send("k" + i, "!too large");
    }
    bed.send("good", "!small", "a");
    bed.settle(consumer(InboxMode.INLINE, outbox)); // no time passes

    assertThat(bed.effects()).containsExactly("a");
    assertThat(bed.dead()).hasSize(1_501);
    assertThat(letters).containsExactly("good");
    assertThat(bed.notes.all).filteredOn("letter refused !too large"::equals).hasSize(1_500);
  }

  @Test
  void aTopicReadAgainSendsNoLetterAgain() {
    Outbox outbox =
        (tx, messages) -> {
          messages.forEach(it -> letters.add(it.headers().get("dead-letter-fault")));
          return List.of();
        };
    bed.topics.send(Bed.TOPIC, "k", "same", "one");
    bed.topics.send(Bed.TOPIC, "k", "same", "other");
    bed.topics.send(Bed.TOPIC, "k", "same", "another");
    InboxConsumer consumer = consumer(InboxMode.INLINE, outbox);
    bed.drain(consumer);
    bed.topics.replay();
    bed.topics.send(Bed.TOPIC, "k", "same", "one more");
    bed.drain(consumer);

    assertThat(letters).containsExactly("CONFLICT", "CONFLICT", "CONFLICT");
    assertThat(bed.dead()).hasSize(3);
  }

  /** They are in the transaction that fails, and the only ones whose handlers have run in it. */
  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void theRecordsBesideItAreNotBlamed(InboxMode mode) {
    bed.send("k", "a", "!too large");
    InboxConsumer consumer =
        consumer(
            mode,
            (tx, messages) -> {
              throw new InvalidMessageException("payload", "1 MB", "at most 900 KB", "less");
            });
    bed.drain(consumer);

    assertThat(bed.effects()).containsExactly("a");
    assertThat(bed.notes.all)
        .containsExactlyInAnyOrder("letter refused !too large", "dead !too large 0 UNDECODABLE");
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void aLetterIsAppendedInTheEndIfItWasTheDatabaseThatFailed(InboxMode mode) {
    int[] left = {3};
    Outbox outbox =
        (tx, messages) -> {
          if (left[0]-- > 0) {
            throw left[0] == 1 ? MemoryFaults.deadlock() : MemoryFaults.unavailable();
          }
          letters.add(messages.get(0).headers().get("dead-letter-fault"));
          return List.of();
        };
    bed.send("k", "a", "b", "c");
    bed.drain(consumer(mode, outbox));

    assertThat(bed.effects()).containsExactly("a", "c");
    assertThat(letters).containsExactly("HANDLER_FAILED");
    assertThat(bed.notes.all).containsExactly("dead b 1 HANDLER_FAILED");
  }
}
