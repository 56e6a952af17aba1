package io.twinbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kill counts as inside a handler's transaction only if the database says so. */
class HandlerKillEvidenceIT {
  private static final String SESSIONS = "consumer-under-test";
  private static final String TABLE = "public.payment";

  private static final String ASKED =
      """
      SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND query LIKE 'SELECT pg_xact_status%'
      """;

  private HikariDataSource observer;
  private HikariDataSource handlers;

  @BeforeEach
  void open() throws SQLException {
    String url = EmbeddedPostgres.shared(PostgresVersion.DEFAULT).createDatabase();
    observer = Pools.open(url, "demo", 2);
    handlers = Pools.open(url, SESSIONS, 2);
    try (Connection connection = observer.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE payment (n int); CREATE TABLE other (n int)");
    }
  }

  @AfterEach
  void close() {
    handlers.close();
    observer.close();
  }

  @Test
  void aTransactionOfAHandlerThatCameToNothingCounts() throws Exception {
    List<String> open;
    try (Connection tx = begin("INSERT INTO payment VALUES (1)")) {
      open = look();
      tx.rollback();
    }

    assertThat(open).hasSize(1);
    assertThat(HandlerKillEvidence.collect(observer, open))
        .isEqualTo(new HandlerKillEvidence(1, 1));
  }

  @Test
  void aCommitThatWasFasterDoesNotCount() throws Exception {
    List<String> open;
    try (Connection tx = begin("INSERT INTO payment VALUES (1)")) {
      open = look();
      tx.commit();
    }

    HandlerKillEvidence evidence = HandlerKillEvidence.collect(observer, open);

    assertThat(evidence).isEqualTo(new HandlerKillEvidence(1, 0));
    assertThat(evidence.inTransaction()).isFalse();
  }

  @Test
  void whatNoHandlerWroteDoesNotCount() throws Exception {
    try (Connection tx = begin("INSERT INTO other VALUES (1)")) {
      assertThat(look()).isEmpty();
      tx.rollback();
    }
    try (Connection tx = begin("SELECT n FROM payment")) {
      assertThat(look()).isEmpty();
      tx.rollback();
    }
    try (Connection tx = observer.getConnection();
        Statement statement = tx.createStatement()) {
      tx.setAutoCommit(false);
      statement.execute("INSERT INTO payment VALUES (1)");
      assertThat(look()).isEmpty();
      tx.rollback();
    }
    assertThat(HandlerKillEvidence.collect(observer, List.of()).inTransaction()).isFalse();
  }

  @Test
  void theEndOfATransactionIsWaitedFor() throws Exception {
    try (Connection tx = begin("INSERT INTO payment VALUES (1)")) {
      List<String> open = look();
      Thread end = new Thread(() -> rollBackWhenAsked(tx));
      end.start();

      assertThat(HandlerKillEvidence.collect(observer, open).inTransaction()).isTrue();

      end.join();
    }
  }

  /** Only after the evidence has been asked for once, as the statistics show. */
  private void rollBackWhenAsked(Connection tx) {
    try (Connection connection = observer.getConnection();
        Statement statement = connection.createStatement()) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                try (ResultSet asked = statement.executeQuery(ASKED)) {
                  return asked.next();
                }
              });
      tx.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> look() throws SQLException {
    return HandlerKillEvidence.open(observer, SESSIONS, TABLE);
  }

  private Connection begin(String sql) throws SQLException {
    Connection tx = handlers.getConnection();
    tx.setAutoCommit(false);
    try (Statement statement = tx.createStatement()) {
      statement.execute(sql);
    }
    return tx;
  }
}
