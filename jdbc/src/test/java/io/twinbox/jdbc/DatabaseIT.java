package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.EntryState;
import io.twinbox.Message;
import io.twinbox.spi.Heartbeat;
import io.twinbox.spi.JournalHead;
import io.twinbox.spi.JournalRow;
import io.twinbox.spi.Lane;
import io.twinbox.spi.Lease;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.Reading;
import io.twinbox.spi.Renewal;
import io.twinbox.spi.RowKind;
import io.twinbox.spi.Settlement;
import io.twinbox.spi.Verdict;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a store treats the connections it is lent, and texts that PostgreSQL does not take. */
@OnEachPostgres
class DatabaseIT {
  private static final String NUL_WITHIN = "before\0after";

  private final PostgresFixture postgres;

  DatabaseIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  /** Else a row that confirms a batch would be committed without what the batch parked. */
  @Test
  void anErrorHalfwayThroughCommitsNothing() throws Exception {
    postgres.execute("CREATE TABLE halves (half int)");
    Database database =
        new Database(postgres.dataSource(), new SchemaName("twinbox"), Duration.ofSeconds(30));
    assertThatThrownBy(
            () ->
                database.transact(
                    "doing two things",
                    connection -> {
                      connection.createStatement().execute("INSERT INTO halves VALUES (1)");
                      throw new OutOfMemoryError("as a small heap would throw it");
                    }))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(postgres.number("SELECT count(*) FROM halves")).isZero();
  }

  @Test
  void aConnectionIsGivenBackAsItWas() throws Exception {
    try (KeptConnection pool = new KeptConnection(postgres.url())) {
      int before;
      try (Connection connection = pool.getConnection()) {
        before = connection.getNetworkTimeout();
      }
      JdbcOutboxStore.builder().dataSource(pool).build().retention();
      try (Connection connection = pool.getConnection()) {
        assertThat(connection.getNetworkTimeout()).isEqualTo(before);
      }
    }
  }

  @Test
  void anErrorWithANulIsStored() throws Exception {
    String schema = postgres.newSchema();
    OutboxStore store =
        JdbcOutboxStore.builder().dataSource(postgres.dataSource()).schema(schema).build();
    RelayByHand relay = new RelayByHand(store, RelayByHand.ORDERS);
    relay.takeOver("node-1");
    Message message = Message.builder().topic("orders").key("k").type("T").text("{}").build();
    try (Connection tx = postgres.begin()) {
      JdbcOutbox.builder().schema(schema).build().append(tx, message);
      tx.commit();
    }
    Reading reading = relay.read(RelayByHand.WIDE);
    relay.claim(reading);
    park(store, relay.head(), reading);
    assertThat(postgres.texts("SELECT error FROM " + schema + ".parked"))
        .containsExactly("before\u2400after");
  }

  private static void park(OutboxStore store, JournalHead head, Reading reading) {
    long seq = reading.entries().get(0).seq();
    Lane lane = reading.entries().get(0).lane();
    Verdict dead = new Verdict(seq, lane, EntryState.DEAD, 1, null, NUL_WITHIN, NUL_WITHIN, false);
    JournalRow confirm =
        new JournalRow(RowKind.CONFIRM, reading.window().end(), head.no(), 0, List.of());
    store.write(RelayByHand.ORDERS, head, confirm, new Settlement(List.of(dead), List.of()));
  }

  /** Else the lease could not be renewed for as long as the destination is down. */
  @Test
  void aHeartbeatWithANulIsTold() {
    OutboxStore store =
        JdbcOutboxStore.builder()
            .dataSource(postgres.dataSource())
            .schema(postgres.newSchema())
            .build();
    Duration timeToLive = Duration.ofSeconds(10);
    Lease lease = store.acquire(RelayByHand.ORDERS, "node-1", timeToLive).orElseThrow();
    assertThat(store.renew(RelayByHand.ORDERS, lease, timeToLive, new Heartbeat(NUL_WITHIN, 1)))
        .isEqualTo(Renewal.HELD);
  }
}
