package io.twinbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.twinbox.checker.Ledger;
import io.twinbox.checker.LedgerLine;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.jdbc.JdbcOutbox;
import io.twinbox.jdbc.Schema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The workload by itself: what it tells about its commits is what the database holds. */
class OrderWritersIT {
  private HikariDataSource dataSource;
  private Ledger ledger;
  private Shop shop;

  @BeforeEach
  void openShop() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(EmbeddedPostgres.shared(PostgresVersion.DEFAULT).createDatabase());
    config.setMaximumPoolSize(9);
    dataSource = new HikariDataSource(config);
    Schema.named(Schema.DEFAULT_NAME).install(dataSource);
    ledger = new Ledger(dataSource);
    shop = new Shop(dataSource, JdbcOutbox.builder().build(), ledger);
    shop.install();
  }

  @AfterEach
  void closeShop() {
    dataSource.close();
  }

  @Test
  void ledgerOutboxOrdersAndObserverAgree() throws Exception {
    Set<UUID> observed = ConcurrentHashMap.newKeySet();
    OrderWriters writers =
        OrderWriters.start(shop, new OrderLoad(7, 8, 2_000), (ids, nanos) -> observed.addAll(ids));
    try (writers) {
      await().until(() -> writers.committed() >= 1_000 && writers.rolledBack() > 10);
    }

    assertThat(writers.failed()).as("failed: %s", writers.lastFailure()).isZero();
    List<LedgerLine> lines = new ArrayList<>();
    ledger.forEach(lines::add);
    assertThat(lines).hasSize((int) writers.committed());
    assertThat(lines).extracting(LedgerLine::id).containsExactlyInAnyOrderElementsOf(observed);
    assertThat(ids("SELECT id FROM twinbox.outbox")).containsExactlyInAnyOrderElementsOf(observed);
    assertThat(ids("SELECT gen_random_uuid() FROM shop.orders")).hasSize(lines.size());
  }

  private List<UUID> ids(String sql) throws SQLException {
    List<UUID> ids = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        ids.add(rows.getObject(1, UUID.class));
      }
    }
    return ids;
  }
}
