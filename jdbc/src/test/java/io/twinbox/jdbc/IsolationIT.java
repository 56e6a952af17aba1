package io.twinbox.jdbc;

import static io.twinbox.jdbc.InboxByHand.CONSUMER;
import static io.twinbox.jdbc.InboxByHand.arrival;
import static io.twinbox.jdbc.InboxByHand.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.spi.Arrival;
import io.twinbox.spi.Claimed;
import io.twinbox.spi.MessageId;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.Release;
import io.twinbox.spi.Standing;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** Sessions whose transactions are stricter than READ COMMITTED unless they say otherwise. */
@OnEachPostgres
class IsolationIT {
  private static final String SERIALIZABLE = "SET default_transaction_isolation = 'serializable'";
  private static final String REPEATABLE = "SET default_transaction_isolation = 'repeatable read'";

  private final PostgresFixture postgres;
  @RegisterExtension final Threads threads = new Threads();

  IsolationIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  /** Else the business's transactions fail because of the relay, and the relay because of them. */
  @Test
  void whatTheRelayReadsIsInNobodysWay() throws SQLException {
    String schema = postgres.newSchema();
    try (KeptConnection pool = new KeptConnection(postgres.url(), SERIALIZABLE);
        Connection business = postgres.begin()) {
      business.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      business.createStatement().execute("SELECT count(*) FROM pg_namespace");
      OutboxStore store = JdbcOutboxStore.builder().dataSource(pool).schema(schema).build();
      RelayByHand relay = new RelayByHand(store, RelayByHand.ORDERS);
      relay.takeOver("node-1");
      postgres.execute("INSERT INTO %s.outbox (topic, type) VALUES ('t', 'T')".formatted(schema));
      assertThat(relay.claimAndConfirmAll()).hasSize(1);
      assertThat(store.readDue(RelayByHand.ORDERS, relay.head(), List.of(), RelayByHand.WIDE))
          .isEmpty();
      store.purge(RelayByHand.ORDERS);

      assertThat(postgres.texts(predicateLocks(schema))).isEmpty();
      try (Connection given = pool.getConnection()) {
        assertThat(given.getTransactionIsolation())
            .as("as the pool gave it")
            .isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        given.createStatement().execute("SELECT count(*) FROM " + schema + ".relay_journal");
      }
      assertThat(postgres.texts(predicateLocks(schema))).as("the proof can fail").isNotEmpty();
    }
  }

  /** Kept after their transactions for as long as another serializable one is open. */
  private static String predicateLocks(String schema) {
    return """
        SELECT DISTINCT c.relname::text FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
        WHERE l.mode = 'SIReadLock' AND c.relnamespace = '%s'::regnamespace
        """
        .formatted(schema);
  }

  @Test
  void aSessionIsAskedOnce() throws SQLException {
    try (KeptConnection pool = new KeptConnection(postgres.url())) {
      Asked asked = new Asked(pool);
      OutboxStore store = JdbcOutboxStore.builder().dataSource(asked).build();
      for (int i = 0; i < 3; i++) {
        store.retention();
      }
      assertThat(asked.times).hasValue(1);
    }
  }

  /** They are moved to where they are looked for from then on. */
  @Test
  void idsClaimedWhileTheRetentionChangesAreKnownAfterIt() throws Exception {
    InboxByHand inbox = InboxByHand.in(postgres);
    List<Arrival> arrivals = new ArrayList<>();
    for (int day = 0; day < 6; day++) {
      Instant then = Instant.now().minus(Duration.ofDays(day));
      arrivals.add(arrival(MessageId.of(idOf(then)), then, 1L, day, "day " + day));
    }
    Future<Installed> longer =
        inbox
            .transactions()
            .run(
                tx -> {
                  Claimed claimed = inbox.store().claim(tx, CONSUMER, arrivals);
                  assertThat(claimed.standings()).containsOnly(Standing.NEW);
                  assertThat(inbox.store().release(tx, claimed.guard())).isNotEqualTo(Release.LOST);
                  Future<Installed> waiting = threads.submit(() -> lengthen(inbox.schema()));
                  await().until(() -> waiting.isDone() || waitsForTheLedger());
                  return waiting;
                });

    assertThat(longer.get().outcome()).isEqualTo(Installed.Outcome.RETENTION_CHANGED);
    assertThat(inbox.handle(arrivals)).containsOnly(Standing.DUPLICATE);
  }

  private Installed lengthen(String schema) throws SQLException {
    try (KeptConnection pool = new KeptConnection(postgres.url(), REPEATABLE)) {
      return Schema.named(schema).install(pool, Duration.ofDays(14));
    }
  }

  private boolean waitsForTheLedger() throws SQLException {
    return postgres.number(
            "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND NOT granted")
        > 0;
  }

  /** Counts how often a connection is asked for its isolation. */
  private static final class Asked extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    private final transient KeptConnection pool;
    private final AtomicInteger times = new AtomicInteger();

    Asked(KeptConnection pool) {
      this.pool = pool;
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection lent = pool.getConnection();
      return (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("getTransactionIsolation")) {
                  times.incrementAndGet();
                }
                try {
                  return method.invoke(lent, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }
}
