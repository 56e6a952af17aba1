package io.twinbox.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.InvalidMessageException;
import io.twinbox.Message;
import io.twinbox.NoTransactionException;
import io.twinbox.NoTransactionException.Reason;
import io.twinbox.spring.Appended;
import io.twinbox.spring.NotPublishedException;
import io.twinbox.spring.OutboxMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The outbox in memory does in Spring's transactions what the real one does. */
class InMemoryOutboxTest {
  private final InMemoryOutbox outbox = InMemoryOutbox.create();
  private final PlatformTransactionManager transactions = outbox.transactions();

  @Test
  void aCommitKeepsTheEventsInTheirOrderAndARollbackNone() {
    Appended kept = tx().execute(status -> outbox.appendEvent(new Told("a")));
    Appended gone =
        tx().execute(
                status -> {
                  status.setRollbackOnly();
                  return outbox.appendEvent(new Told("b"));
                });
    tx().executeWithoutResult(status -> outbox.appendEvent(new Told("c")));

    assertThat(outbox.probe()).appendedExactly(new Told("a"), new Told("c")).published(kept);
    assertThat(outbox.probe().transactions()).hasSize(2);
    assertThatThrownBy(() -> gone.awaitPublished(Duration.ofSeconds(1)))
        .isInstanceOfSatisfying(
            NotPublishedException.class,
            e -> assertThat(e.reason()).isEqualTo(NotPublishedException.Reason.ROLLED_BACK));
  }

  @Test
  void aMessageIsKeptAsItIs() {
    Message message = Message.builder().topic("orders").type("T").text("text").build();
    Message too = Message.builder().topic("orders").type("T").text("text").build();

    tx().executeWithoutResult(status -> outbox.append(List.of(message, too)));

    assertThat(outbox.probe()).appendedExactly(message, too);
    assertThat(outbox.probe().messages()).containsExactly(message, too);
  }

  @Test
  void whatIsWrittenBeforeTheCommitHasItsPlace() {
    Appended last =
        tx().execute(
                status -> {
                  Appended first = outbox.appendEvent(new Told("a"));
                  assertThat(first.seq()).isEmpty();
                  outbox.write();
                  assertThat(first.seq()).hasValue(1);
                  return outbox.appendEvent(new Told("b"));
                });

    assertThat(last.seq()).hasValue(2);
    assertThatThrownBy(outbox::write).isInstanceOf(NoTransactionException.class);
  }

  @Test
  void anInnerTransactionKeepsItsEventsToItself() {
    tx().executeWithoutResult(
            status -> {
              outbox.appendEvent(new Told("outer, rolled back"));
              tx(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                  .executeWithoutResult(inner -> outbox.appendEvent(new Told("inner")));
              outbox.appendEvent(new Told("outer, rolled back too"));
              status.setRollbackOnly();
            });

    assertThat(outbox.probe()).appendedExactly(new Told("inner"));
  }

  @Test
  void aSavepointThatIsRolledBackTakesItsEventsWithIt() {
    tx().executeWithoutResult(
            status -> {
              outbox.appendEvent(new Told("first"));
              tx(TransactionDefinition.PROPAGATION_NESTED)
                  .executeWithoutResult(
                      inner -> {
                        outbox.appendEvent(new Told("taken back"));
                        inner.setRollbackOnly();
                      });
              tx(TransactionDefinition.PROPAGATION_NESTED)
                  .executeWithoutResult(inner -> outbox.appendEvent(new Told("last")));
            });

    assertThat(outbox.probe()).appendedExactly(new Told("first"), new Told("last"));
  }

  @Test
  void whatIsAppendedRightBeforeTheCommitIsPartOfItAndWhatComesLaterIsRefused() {
    List<Reason> refusals = new ArrayList<>();
    tx().executeWithoutResult(
            status ->
                TransactionSynchronizationManager.registerSynchronization(
                    new TransactionSynchronization() {
                      @Override
                      public void beforeCommit(boolean readOnly) {
                        outbox.appendEvent(new Told("late"));
                      }

                      @Override
                      public void afterCommit() {
                        refusals.add(refusal());
                      }
                    }));

    assertThat(outbox.probe()).appendedExactly(new Told("late"));
    assertThat(refusals).containsExactly(Reason.ENDING);
  }

  @Test
  void noTransactionAReadOnlyOneAndAForeignOneAreRefused() {
    assertThat(refusal()).isEqualTo(Reason.NONE);
    DefaultTransactionDefinition readOnly = new DefaultTransactionDefinition();
    readOnly.setReadOnly(true);
    assertThat(new TransactionTemplate(transactions, readOnly).<Reason>execute(s -> refusal()))
        .isEqualTo(Reason.READ_ONLY);
    assertThat(new TransactionTemplate(new InMemoryTransactions()).<Reason>execute(s -> refusal()))
        .isEqualTo(Reason.OTHER_DATA_SOURCE);
  }

  @Test
  void whatIsTooLargeOrUndeclaredIsRefused() {
    Message large =
        Message.builder().topic("orders").type("T").payload(new byte[1_000_000]).build();
    tx().executeWithoutResult(
            status -> {
              assertThatThrownBy(() -> outbox.append(large))
                  .isInstanceOf(InvalidMessageException.class);
              assertThatThrownBy(() -> outbox.appendEvent("text"))
                  .isInstanceOf(IllegalArgumentException.class)
                  .hasMessageContaining("java.lang.String");
            });

    assertThat(outbox.probe()).appendedNothing();
  }

  @Test
  void toWaitInsideTheTransactionIsRefused() {
    tx().executeWithoutResult(
            status -> {
              Appended handle = outbox.appendEvent(new Told("a"));
              assertThatThrownBy(() -> handle.awaitPublished(Duration.ofMinutes(1)))
                  .isInstanceOf(IllegalStateException.class);
            });
  }

  private Reason refusal() {
    try {
      outbox.appendEvent(new Told("refused"));
    } catch (NoTransactionException e) {
      return e.reason();
    }
    throw new AssertionError("was taken");
  }

  private TransactionTemplate tx() {
    return new TransactionTemplate(transactions);
  }

  private TransactionTemplate tx(int propagation) {
    TransactionTemplate template = tx();
    template.setPropagationBehavior(propagation);
    return template;
  }

  @OutboxMessage(topic = "orders")
  record Told(String text) {}
}
