package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.spi.Entry;
import io.twinbox.spi.Reading;
import io.twinbox.spi.StorageRollbackException;
import io.twinbox.spi.Window;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * How far the log's sequence is. PostgreSQL logs a sequence 32 numbers ahead, and while it writes
 * that log record the sequence's row holds the number ahead, for everybody who selects it to see.
 * As a bound it hides the next entries for ever.
 */
@OnEachPostgres
class SequenceBoundIT {
  /** The mistake. */
  private static final String SELECTED = "(SELECT last_value FROM twinbox.outbox_seq)";

  private static final int MOST_ROUNDS = 50;
  private static final int DRAWERS = 2;

  @RegisterExtension final Threads threads = new Threads();
  private final PostgresFixture postgres;

  SequenceBoundIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  /** Looks by turns in both ways, and draws a number right after each look. */
  @Test
  void theBoundIsNeverAheadOfTheNumbersGivenOutWhereTheSelectedValueIs() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<Future<Void>> drawers = new ArrayList<>();
    for (int i = 0; i < DRAWERS; i++) {
      drawers.add(threads.submit(() -> draw(over)));
    }
    int ahead = 0;
    try {
      for (int round = 0; round < MOST_ROUNDS && ahead == 0; round++) {
        assertThat(timesAhead(LogSequence.LAST_GIVEN_OUT)).as("round %d", round).isZero();
        ahead = timesAhead(SELECTED);
      }
    } finally {
      over.set(true);
    }
    for (Future<Void> drawer : drawers) {
      drawer.get();
    }
    assertThat(ahead).as("the selected value, caught by the storm").isPositive();
  }

  @Test
  void aSequenceThatWasSetToStartElsewhereStillBoundsWhatIsThere() throws SQLException {
    String schema = postgres.newSchema();
    RelayByHand relay = relay(postgres.dataSource(), schema);
    relay.takeOver("node-1");
    assertThat(relay.read(RelayByHand.WIDE).window().high()).as("nothing drawn").isZero();

    postgres.execute(
        "INSERT INTO %s.outbox (topic, type) VALUES ('orders', 'T'), ('orders', 'T')"
            .formatted(schema),
        "ALTER SEQUENCE %s.outbox_seq RESTART WITH 1000".formatted(schema));

    Reading reading = relay.read(RelayByHand.WIDE);
    assertThat(reading.entries()).hasSize(2);
    assertThat(reading.window()).extracting(Window::high).isEqualTo(2L);
  }

  /** After a quiet retention no entry is left to tell how far the sequence had been. */
  @Test
  void aTakeoverOfAnEmptiedLogAsksWhereTheSequenceGoesOn() throws SQLException {
    String schema = postgres.newSchema();
    String empty = "TRUNCATE %s.outbox".formatted(schema);
    String append = "INSERT INTO %s.outbox (topic, type) VALUES ('orders', 'T')".formatted(schema);
    RelayByHand relay = relay(postgres.dataSource(), schema);
    relay.takeOver("node-1");
    postgres.execute(append, append);
    relay.claimAndConfirmAll();

    postgres.execute(empty, "ALTER SEQUENCE %s.outbox_seq RESTART WITH 1000".formatted(schema));
    relay.takeOver("node-2");
    assertThat(relay.read(RelayByHand.WIDE).entries()).isEmpty();
    postgres.execute(append);
    assertThat(relay.claimAndConfirmAll()).extracting(Entry::seq).containsExactly(1_000L);

    postgres.execute(empty, "ALTER SEQUENCE %s.outbox_seq RESTART WITH 999".formatted(schema));
    assertThatThrownBy(() -> relay.takeOver("node-3")).isInstanceOf(StorageRollbackException.class);
  }

  /** PostgreSQL 17 and later say NULL to it where earlier ones fail. */
  @Test
  void aRoleThatMayNotAskTheSequenceIsToldSoAndNotThatTimeWentBack() throws SQLException {
    String schema = postgres.newSchema();
    RoleNames roles = RoleNames.withPrefix("seq" + PostgresFixture.number());
    postgres.execute(
        Schema.named(schema).printRoles(roles), "ALTER ROLE " + roles.relay() + " LOGIN");
    RelayByHand relay = relay(postgres.dataSourceOf(roles.relay()), schema);
    relay.takeOver("node-1");
    postgres.execute(
        "INSERT INTO %s.outbox (topic, type) VALUES ('orders', 'T')".formatted(schema));
    relay.claimAndConfirmAll();

    postgres.execute(
        "TRUNCATE %s.outbox".formatted(schema),
        "REVOKE ALL ON SEQUENCE %s.outbox_seq FROM %s".formatted(schema, roles.relay()));

    assertThatThrownBy(() -> relay.takeOver("node-2"))
        .isNotInstanceOf(StorageRollbackException.class)
        .hasMessageContaining("permission denied for sequence outbox_seq");
  }

  private static RelayByHand relay(DataSource database, String schema) {
    return new RelayByHand(
        JdbcOutboxStore.builder().dataSource(database).schema(schema).build(), RelayByHand.ORDERS);
  }

  private int timesAhead(String looking) throws SQLException {
    String schema = '"' + Schema.DEFAULT_NAME + "\".";
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE OR REPLACE FUNCTION pg_temp.times_ahead() RETURNS int LANGUAGE plpgsql AS $$
          DECLARE
            seen bigint;
            ahead int := 0;
          BEGIN
            FOR i IN 1..20000 LOOP
              seen := (SELECT %s);
              IF seen >= nextval('twinbox.outbox_seq') THEN
                ahead := ahead + 1;
              END IF;
            END LOOP;
            RETURN ahead;
          END $$
          """
              .formatted(looking.replace("twinbox.", schema)));
      try (ResultSet row = statement.executeQuery("SELECT pg_temp.times_ahead()")) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /** At a pace at which fewer than 32 numbers are drawn between a look and the next number. */
  private Void draw(AtomicBoolean over) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      while (!over.get()) {
        statement.execute(
            "SELECT count(nextval('twinbox.outbox_seq') + length(md5(repeat('x', 1000))))"
                + " FROM generate_series(1, 1000)");
      }
    }
    return null;
  }
}
