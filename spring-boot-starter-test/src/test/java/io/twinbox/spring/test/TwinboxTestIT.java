package io.twinbox.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.Message;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.spring.Appended;
import io.twinbox.spring.database.TwinboxDatabase;
import io.twinbox.spring.test.Shop.OrderCancelled;
import io.twinbox.spring.test.Shop.OrderPlaced;
import io.twinbox.spring.test.Shop.Orders;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An application's test, as its author would write it. */
@TwinboxTest(classes = Shop.class, topics = "order-events")
class TwinboxTestIT {
  @Autowired Orders orders;
  @Autowired OutboxProbe outbox;
  @Autowired InboxProbe inbox;
  @Autowired RecordFeed feed;
  @Autowired JdbcClient sql;
  @Autowired PlatformTransactionManager transactions;

  @Test
  void whatAServiceAppendsIsSeenPublishedAndHandled() {
    Appended handle = orders.place("o-1", 42);

    assertThat(outbox).appendedExactly(new OrderPlaced("o-1", 42)).published(OrderPlaced.class);
    assertThat(outbox).hasDeadLetters(0);
    assertThat(inbox).handled("payments", handle).hasNoDeadLetters("payments");
    assertThat(amounts("o-1")).containsExactly(42L);
    assertThat(outbox.messages())
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.topic()).isEqualTo("order-events");
              assertThat(message.key()).isEqualTo("o-1");
            });
  }

  @Test
  void aTransactionIsToldFromTheOthers() {
    orders.place("o-2", 7);
    orders.placeTwo("o-3");

    assertThat(outbox)
        .appendedInOneTransaction(new OrderPlaced("o-3", 1), new OrderPlaced("o-3", 2))
        .appendedExactly(
            new OrderPlaced("o-2", 7), new OrderPlaced("o-3", 1), new OrderPlaced("o-3", 2));
    assertThatThrownBy(
            () ->
                assertThat(outbox)
                    .within(Duration.ZERO)
                    .appendedInOneTransaction(new OrderPlaced("o-3", 1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("o-2");
  }

  @Test
  void aRollbackAppendsNothing() {
    assertThatThrownBy(() -> orders.fail("o-4")).hasMessage("out of stock");

    assertThat(outbox).appendedNothing();
    assertThatThrownBy(() -> assertThat(outbox).within(Duration.ZERO).published(OrderPlaced.class))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aDatabaseThatIsNotTheTestsOwnIsRefused() {
    EmbeddedPostgres server = EmbeddedPostgres.shared(PostgresVersion.V18);
    String own = server.createDatabase();
    OwnDatabase guard = new OwnDatabase(own);

    guard.postProcessAfterInitialization(database(own), "any");

    TwinboxDatabase other = database(server.createDatabase());
    assertThatThrownBy(() -> guard.postProcessAfterInitialization(other, "any"))
        .hasMessageContaining("JdbcConnectionDetails");
  }

  private static TwinboxDatabase database(String url) {
    return new TwinboxDatabase(new DriverManagerDataSource(url), "twinbox");
  }

  @Test
  void aRecordThatIsFedTwiceIsHandledOnce() {
    Message message =
        Message.builder()
            .topic("order-events")
            .key("o-5")
            .type("OrderPlaced")
            .text("{\"order\":\"o-5\",\"amount\":5}")
            .build();
    feed.send(message);
    UUID first = feed.send(message);
    UUID last = feed.send("order-events", "o-5", new OrderPlaced("o-5", 6));

    assertThat(inbox).handled("payments", first).handled("payments", last);
    assertThat(amounts("o-5")).containsExactly(5L, 6L);
  }

  @Test
  void anAssertionInsideOfATransactionIsRefusedInsteadOfPassingForNothing() {
    new TransactionTemplate(transactions)
        .executeWithoutResult(
            status -> {
              orders.place("o-8", 8);

              assertThatThrownBy(() -> assertThat(outbox).appendedNothing())
                  .hasMessageContaining("TestTransaction.end()");
              assertThatThrownBy(() -> assertThat(inbox).hasNoDeadLetters("payments"))
                  .hasMessageContaining("TestTransaction.end()");
              status.setRollbackOnly();
            });
    assertThat(outbox).appendedNothing();
  }

  @Test
  void anEventIsFedAsItIsDeclared() {
    UUID id = feed.send("order-events", "o-9", new OrderCancelled("o-9"));

    assertThat(inbox).handled("payments", id).hasNoDeadLetters("payments");
    assertThat(amounts("o-9")).containsExactly(-1L);
  }

  @Test
  void aContextThatIsKeptForLaterHoldsFewConnections() {
    orders.place("o-10", 10);

    assertThat(
            sql.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
                .query(Long.class)
                .single())
        .isLessThan(8);
  }

  @Test
  void aRecordThatNobodyCanReadIsADeadLetter() {
    Message message =
        Message.builder().topic("order-events").type("OrderPlaced").text("not JSON").build();

    UUID id = feed.send(message);

    assertThat(inbox).hasDeadLetter("payments", id);
    assertThatThrownBy(() -> assertThat(inbox).handled("payments", id))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("DEAD");
    assertThatThrownBy(() -> assertThat(inbox).hasNoDeadLetters("payments"))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aTopicThatIsNotThereIsSaid() {
    assertThatThrownBy(() -> feed.send("other-events", null, new OrderPlaced("o-6", 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("other-events");
  }

  private List<Long> amounts(String order) {
    return sql.sql("SELECT amount FROM payments WHERE id = ? ORDER BY amount")
        .param(order)
        .query(Long.class)
        .list();
  }

  /** Differs in a property, so Spring makes another context. */
  @Nested
  @TwinboxTest(classes = Shop.class, topics = "order-events", properties = "some.property=other")
  class InAnotherContext {
    @Autowired Orders others;
    @Autowired InboxProbe itsInbox;
    @Autowired JdbcClient itsSql;

    @Test
    void nothingOfTheFirstOneIsSeen() {
      assertThat(itsInbox).handled("payments", others.place("o-7", 7));

      assertThat(itsSql.sql("SELECT id FROM payments").query(String.class).list())
          .containsExactly("o-7");
    }
  }
}
