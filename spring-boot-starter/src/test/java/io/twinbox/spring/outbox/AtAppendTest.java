package io.twinbox.spring.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.Limits;
import io.twinbox.Message;
import io.twinbox.jdbc.JdbcOutbox;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Who adds headers at the append never costs one. The database leads nowhere. */
class AtAppendTest {
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
  private final Message message =
      Message.builder().topic("orders").type("Text").text("x").header("a", "1").build();

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

  private Message appended(AtAppend... hooks) {
    Limits limits = new Limits(100, 100, 2, 100);
    new TransactionOutbox(limits, null, pendings, () -> List.of(hooks)).append(message);
    return pending.unwritten().get(0);
  }

  private static AtAppend adding(String name, String value) {
    return message -> message.withHeaders(Map.of(name, value));
  }

  @Test
  void whatIsAddedIsAppended() {
    assertThat(appended(adding("b", "2")).headers())
        .containsEntry("a", "1")
        .containsEntry("b", "2");
  }

  @Test
  void whatMakesTheMessageTooLargeIsLeftOut() {
    assertThat(appended(adding("b", "2".repeat(100)))).isSameAs(message);
  }

  @Test
  void whoThrowsAddsNothingAndTheOthersDo() {
    AtAppend failing =
        message -> {
          throw new IllegalStateException("no tracer");
        };
    assertThat(appended(failing, adding("a", "again"), adding("b", "2")).headers())
        .containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
  }
}
