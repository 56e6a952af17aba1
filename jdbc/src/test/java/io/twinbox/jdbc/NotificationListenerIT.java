package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.Message;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@OnEachPostgres
class NotificationListenerIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final PostgresFixture postgres;

  NotificationListenerIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @Test
  void anAppendInAnotherSessionWakesAndACutSessionIsReplaced() throws SQLException {
    AtomicInteger woken = new AtomicInteger();
    try (NotificationListener listener =
        NotificationListener.start(
            postgres.dataSource(), Schema.DEFAULT_NAME, woken::incrementAndGet)) {
      assertThat(listener).isNotNull();
      await().atMost(SOON).until(() -> woken.get() == 1);
      appendNotifying();
      await().atMost(SOON).until(() -> woken.get() == 2);

      postgres.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()"
              + " AND datname = current_database()");
      await().atMost(SOON).until(() -> woken.get() == 3);
      appendNotifying();
      await().atMost(SOON).until(() -> woken.get() == 4);
    }
  }

  private void appendNotifying() throws SQLException {
    try (Connection tx = postgres.begin()) {
      Message message = Message.builder().topic("orders").type("t").text("{}").build();
      JdbcOutbox.builder().notifying().build().append(tx, message);
      tx.commit();
    }
  }
}
