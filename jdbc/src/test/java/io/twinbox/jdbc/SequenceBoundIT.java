package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.Reading;
import io.twinbox.spi.Window;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
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
    RelayByHand relay =
        new RelayByHand(
            JdbcOutboxStore.builder().dataSource(postgres.dataSource()).schema(schema).build(),
            RelayByHand.ORDERS);
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
