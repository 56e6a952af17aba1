package io.twinbox.spring.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.EncodingException;
import io.twinbox.Limits;
import io.twinbox.jdbc.JdbcOutbox;
import io.twinbox.spring.OutboxMessage;
import io.twinbox.spring.topics.DeclaredTopics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Which events become messages of a transaction; the database leads nowhere. */
class TransactionEventsTest {
  private final PendingMessages pendings =
      new PendingMessages(
          new JdbcLog(
              new DriverManagerDataSource("jdbc:postgresql://localhost:1/nowhere"),
              JdbcOutbox.builder().build()),
          Flush.NONE,
          List::of,
          List::of,
          new PublicationWatch(null),
          () -> {});
  private final Pending pending = new Pending(pendings, null, null);
  private final DeclaredTopics topics = DeclaredTopics.byAnnotation();
  private final EventSink events =
      new TransactionEvents(
          pendings, topics, new TransactionOutbox(Limits.DEFAULT, topics, pendings, List::of));

  @BeforeEach
  void begin() {
    TransactionSynchronizationManager.setActualTransactionActive(true);
    pendings.bind(pending);
  }

  @AfterEach
  void end() {
    pendings.unbind(pending);
    TransactionSynchronizationManager.clear();
  }

  @Test
  void anEventThatWasRefusedIsAppendedWhenItIsToldAgainAndThenNoMore() {
    Told event = new Told();
    event.failing = true;
    assertThatThrownBy(() -> events.take(event)).isInstanceOf(EncodingException.class);
    event.failing = false;

    assertThat(events.take(event)).isTrue();
    assertThat(events.take(event)).isTrue();

    assertThat(pending.unwritten()).hasSize(1);
  }

  @Test
  void anEventThatNothingDeclaresIsLeftAlone() {
    assertThat(events.take("text")).isFalse();
    assertThat(pending.unwritten()).isEmpty();
  }

  @Test
  void onceTheMessagesAreWrittenADeclaredEventThatIsNotAmongThemIsMissed() {
    Told inTime = new Told();
    events.take(inTime);
    assertThat(events.missed(new Told())).as("there is time").isFalse();

    pending.close();

    assertThat(events.missed(new Told())).isTrue();
    assertThat(events.missed(inTime)).isFalse();
    assertThat(events.missed("text")).isFalse();
  }

  @Test
  void whatIsDoneAfterTheCommitIsDoneOncePerObjectAlsoIfASavepointTookItBackOnce() {
    List<String> done = new ArrayList<>();
    Object entity = new Object();
    pending.savepoint("before");
    events.afterCommit(entity, () -> done.add("taken back"));
    pending.savepointRollback("before");
    events.afterCommit(entity, () -> done.add("once"));
    events.afterCommit(entity, () -> done.add("twice"));

    pending.afterCompletion(Pending.STATUS_COMMITTED);

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
