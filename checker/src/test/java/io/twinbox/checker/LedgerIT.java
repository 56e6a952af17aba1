package io.twinbox.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class LedgerIT {
  private final PGSimpleDataSource dataSource = new PGSimpleDataSource();
  private final Ledger ledger = new Ledger(dataSource);

  @BeforeEach
  void install() throws SQLException {
    dataSource.setUrl(EmbeddedPostgres.shared(PostgresVersion.DEFAULT).createDatabase());
    ledger.install();
  }

  @Test
  void aLineLivesAndDiesWithItsTransaction() throws SQLException {
    LedgerLine kept;
    try (Connection tx = begin()) {
      kept = note(tx, "ann");
      tx.commit();
    }
    try (Connection tx = begin()) {
      note(tx, "ann");
      tx.rollback();
    }

    assertThat(lines()).containsExactly(kept);
    assertThat(ledger.committed()).isEqualTo(1);
  }

  @Test
  void aSavepointRolledBackTakesItsLinesAndNumbersAlong() throws SQLException {
    try (Connection tx = begin()) {
      note(tx, "ann");
      Savepoint savepoint = tx.setSavepoint();
      note(tx, "ann");
      tx.rollback(savepoint);
      assertThat(note(tx, "ann").counter()).isEqualTo(2);
      tx.commit();
    }

    assertThat(lines()).extracting(LedgerLine::counter).containsExactlyInAnyOrder(1L, 2L);
  }

  @Test
  void theNextNumberOfAKeyWaitsForTheTransactionThatHasTheLast() throws Exception {
    try (Connection first = begin();
        Connection second = begin()) {
      assertThat(ledger.draw(first, "orders", "ann")).isEqualTo(1);
      CompletableFuture<Long> waiting = CompletableFuture.supplyAsync(() -> draw(second, "ann"));
      await().until(this::someoneWaitsForALock);
      assertThat(waiting).isNotDone();

      first.commit();

      assertThat(waiting.get()).isEqualTo(2);
      second.rollback();
    }
  }

  @Test
  void keysAndTopicsDoNotWaitForEachOther() throws SQLException {
    try (Connection first = begin();
        Connection second = begin()) {
      assertThat(ledger.draw(first, "orders", "ann")).isEqualTo(1);
      assertThat(ledger.draw(second, "orders", "bob")).isEqualTo(1);
      assertThat(ledger.draw(second, "bills", "ann")).isEqualTo(1);
    }
  }

  @Test
  void installingTwiceKeepsWhatIsThere() throws SQLException {
    try (Connection tx = begin()) {
      note(tx, "ann");
      tx.commit();
    }

    ledger.install();

    assertThat(ledger.committed()).isEqualTo(1);
  }

  private LedgerLine note(Connection tx, String key) throws SQLException {
    long counter = ledger.draw(tx, "orders", key);
    LedgerLine line = new LedgerLine(UUID.randomUUID(), "orders", key, counter, 42, 0);
    ledger.record(tx, List.of(line));
    return line;
  }

  private long draw(Connection tx, String key) {
    try {
      return ledger.draw(tx, "orders", key);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean someoneWaitsForALock() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet waiting =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND wait_event_type = 'Lock'")) {
      waiting.next();
      return waiting.getInt(1) > 0;
    }
  }

  private List<LedgerLine> lines() throws SQLException {
    List<LedgerLine> lines = new ArrayList<>();
    ledger.forEach(lines::add);
    return lines;
  }

  private Connection begin() throws SQLException {
    Connection connection = dataSource.getConnection();
    connection.setAutoCommit(false);
    return connection;
  }
}
