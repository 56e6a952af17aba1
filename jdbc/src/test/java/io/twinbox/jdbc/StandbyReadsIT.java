package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.StopMode;
import io.twinbox.spi.Batch;
import io.twinbox.spi.Entry;
import io.twinbox.spi.JournalHead;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.OwnershipLostException;
import io.twinbox.spi.ReadLimits;
import io.twinbox.spi.Reading;
import io.twinbox.spi.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A pool, a name or a proxy that leads some calls, or some statements, to a standby that lags
 * behind. What it does not have yet must not be taken for what is not there: the claim, written on
 * the primary, covers it.
 */
class StandbyReadsIT {
  private static final ReadLimits ONE = new ReadLimits(1, 1L << 30, 1L << 40);
  private static final String ENTRIES = "SELECT count(*) FROM twinbox.outbox";

  private static EmbeddedPostgres primary;
  private static EmbeddedPostgres standby;
  private static OutboxStore behind;

  private final RelayByHand relay = relayOn(dataSource(primary));

  @BeforeAll
  static void startBoth(@TempDir Path scratch) {
    Path copy = scratch.resolve("standby");
    primary = EmbeddedPostgres.builder().fastUnsafe().start();
    Schema.named(Schema.DEFAULT_NAME).install(dataSource(primary));
    primary.stop(StopMode.FAST);
    primary.copyTo(copy);
    primary.start();
    standby = EmbeddedPostgres.builder().fastUnsafe().directory(copy).standbyOf(primary).start();
    behind = JdbcOutboxStore.builder().dataSource(dataSource(standby)).build();
  }

  @AfterAll
  static void stopBoth() {
    standby.close();
    primary.close();
  }

  @BeforeEach
  void publishWhatIsThereAndLag() throws SQLException {
    relay.takeOver("node-1");
    relay.claimAndConfirmAll();
    awaitStandby();
    ask(standby, "SELECT pg_wal_replay_pause()");
    await().until(() -> ask(standby, "SELECT pg_get_wal_replay_pause_state()").equals("paused"));
  }

  @Test
  void theRestOfADifferenceIsNotReadFromAStandby() throws SQLException {
    append("a", 10);
    append("b", 10);
    Reading first = relay.read(ONE);
    relay.claim(first);
    JournalHead head = relay.head();

    assertThatThrownBy(
            () -> behind.read(RelayByHand.ORDERS, head, first.window(), 0, RelayByHand.WIDE))
        .isInstanceOf(OwnershipLostException.class);
    awaitStandby();
    assertThatThrownBy(
            () -> behind.read(RelayByHand.ORDERS, head, first.window(), 0, RelayByHand.WIDE))
        .as("also one that has it all: that cannot be known")
        .isInstanceOf(OwnershipLostException.class);
    assertThat(relay.claimAndConfirmAll()).extracting(Entry::type).containsExactly("b");
  }

  @Test
  void aBatchIsNotReadAgainFromAStandby() throws SQLException {
    append("a", 10);
    Batch batch = relay.claim(relay.read(RelayByHand.WIDE));
    JournalHead head = relay.head();

    assertThatThrownBy(() -> behind.reread(RelayByHand.ORDERS, head, batch))
        .isInstanceOf(OwnershipLostException.class);
    assertThatThrownBy(() -> behind.readDue(RelayByHand.ORDERS, head, List.of(), RelayByHand.WIDE))
        .isInstanceOf(OwnershipLostException.class);
  }

  @Test
  void noStatementOfAReadingIsAnsweredByAStandby() throws SQLException {
    append("large", 100_000);
    JournalHead head = relay.head();

    for (String part : new String[] {"AS payload", "SELECT seq, payload"}) {
      OutboxStore split = JdbcOutboxStore.builder().dataSource(new Splitting(part)).build();
      assertThatThrownBy(
              () ->
                  split.read(
                      RelayByHand.ORDERS,
                      head,
                      relay.position(),
                      relay.committedHigh(),
                      RelayByHand.WIDE))
          .as(part)
          .isInstanceOf(OwnershipLostException.class);
    }
    assertThat(relay.claimAndConfirmAll()).hasSize(1);
  }

  /** Its snapshot does not name the transactions that are running, so they would not be late. */
  @Test
  void whetherASlotIsSettledIsNotAskedOnAStandby() throws SQLException {
    ask(primary, "TRUNCATE twinbox.outbox");
    append("old", 10);
    relay.claimAndConfirmAll();
    ask(
        primary,
        """
        UPDATE twinbox.outbox
        SET slot = (twinbox.current_slot() + 1) % 8, occurred_at = occurred_at - interval '30 days'
        """);
    awaitStandby();
    OutboxStore split = JdbcOutboxStore.builder().dataSource(new Splitting("WITH settled")).build();

    assertThatThrownBy(() -> split.purge(RelayByHand.ORDERS)).isInstanceOf(StoreException.class);
    assertThat(ask(primary, ENTRIES)).isEqualTo("1");
  }

  private static RelayByHand relayOn(PGSimpleDataSource database) {
    return new RelayByHand(
        JdbcOutboxStore.builder().dataSource(database).build(), RelayByHand.ORDERS);
  }

  private static void append(String type, int bytes) throws SQLException {
    ask(
        primary,
        "INSERT INTO twinbox.outbox (topic, type, payload) VALUES ('t', '%s', repeat('x', %d)::bytea)"
            .formatted(type, bytes));
  }

  private static void awaitStandby() throws SQLException {
    ask(standby, "SELECT pg_wal_replay_resume()");
    String written = ask(primary, "SELECT pg_current_wal_lsn()");
    String there = "SELECT pg_last_wal_replay_lsn() >= '" + written + "'";
    await().until(() -> ask(standby, there).equals("t"));
  }

  private static PGSimpleDataSource dataSource(EmbeddedPostgres server) {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(server.url());
    return database;
  }

  /** The first column of the first row; "" for a statement without rows. */
  private static String ask(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.url());
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  /** A proxy that sends statements containing a text to the standby, all others to the primary. */
  private static final class Splitting extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    private final String toStandby;

    Splitting(String toStandby) {
      this.toStandby = toStandby;
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection here = DriverManager.getConnection(primary.url());
      Connection there = DriverManager.getConnection(standby.url());
      return (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                boolean split =
                    method.getName().equals("prepareStatement")
                        && ((String) arguments[0]).contains(toStandby);
                if (method.getName().equals("close")) {
                  there.close();
                }
                try {
                  return method.invoke(split ? there : here, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }
}
