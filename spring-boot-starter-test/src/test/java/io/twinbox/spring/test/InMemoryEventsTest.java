package io.twinbox.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.EncodingException;
import io.twinbox.spring.OutboxMessage;
import io.twinbox.spring.topics.DeclaredTopics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/** Events in memory do as those of the real outbox. */
class InMemoryEventsTest {
  private final DeclaredTopics topics = DeclaredTopics.byAnnotation();
  private final Recording recording = new Recording();
  private final InMemoryOutbox outbox = new InMemoryOutbox(topics, recording);
  private final InMemoryEvents events = new InMemoryEvents(topics, outbox, recording);
  private final TransactionTemplate tx = new TransactionTemplate(outbox.transactions());

  @Test
  void anEventThatWasRefusedIsAppendedWhenItIsToldAgainAndThenNoMore() {
    Told event = new Told();
    tx.executeWithoutResult(
        status -> {
          event.failing = true;
          assertThatThrownBy(() -> events.take(event)).isInstanceOf(EncodingException.class);
          event.failing = false;
          assertThat(events.take(event)).isTrue();
          assertThat(events.take(event)).isTrue();
        });

    assertThat(outbox.probe()).appendedExactly(event);
  }

  @Test
  void whatIsDoneAfterTheCommitIsDoneOncePerObject() {
    List<String> done = new ArrayList<>();
    tx.executeWithoutResult(
        status -> {
          events.afterCommit(this, () -> done.add("once"));
          events.afterCommit(this, () -> done.add("twice"));
        });

    assertThat(done).containsExactly("once");
  }

  @OutboxMessage(topic = "orders")
  static class Told {
    private boolean failing;

    public String getText() {
      if (failing) {
        throw new IllegalStateException("not yet");
      }
      return "text";
    }
  }
}
