package io.twinbox.jdbc;

import static io.twinbox.jdbc.InboxByHand.CONSUMER;
import static io.twinbox.jdbc.InboxByHand.LEASE;
import static io.twinbox.jdbc.InboxByHand.MANY;
import static io.twinbox.jdbc.InboxByHand.arrivals;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.Fate;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A session that has asked often while nothing waited keeps its plans, and the server would keep to
 * them when much waits: until autovacuum comes by, a minute later.
 */
@OnEachPostgres
class KeptPlansIT {
  private static final int BACKLOG = 40_000;

  private final PostgresFixture postgres;
  private InboxByHand inbox;

  KeptPlansIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @BeforeEach
  void openInbox() throws SQLException {
    inbox = InboxByHand.in(postgres);
    inbox.execute("ALTER TABLE twinbox.inbox_record SET (autovacuum_enabled = off)");
    inbox.execute("VACUUM ANALYZE twinbox.inbox_record");
  }

  @Test
  void whatWasPlannedWhileNothingWaitedIsNotDoneToABacklog() throws SQLException {
    try (KeptConnection pool = new KeptConnection(postgres.url())) {
      InboxByHand node = inbox.onConnectionsOf(pool);
      for (int i = 0; i < 20; i++) {
        everything(node, 1);
      }
      assertThat(inbox.number("SELECT count(*) FROM twinbox.inbox_record")).isZero();
      backlogComesIn();
      long before = rowsRead(pool);
      everything(node, 200);
      assertThat(rowsRead(pool) - before).isLessThan(BACKLOG / 2);
    }
  }

  /** Stores records of one lane, looks what there is, works some off. */
  private static void everything(InboxByHand node, int records) {
    node.storeAs(Fate.RECEIVED, arrivals(records, 1));
    node.store().waiting(CONSUMER);
    node.finish(node.store().claimBucket(CONSUMER, 0, LEASE, MANY));
    node.storeAs(Fate.RECEIVED, arrivals(records, 1));
    node.work(0, MANY);
    node.store().claimDue(CONSUMER, LEASE, MANY);
  }

  private void backlogComesIn() throws SQLException {
    inbox.execute(
        """
        INSERT INTO twinbox.inbox_record
          (consumer, state, bucket, lane, message_id, identity, payload_hash, topic, partition,
           record_offset, recorded_at, size, payload)
        SELECT 1, 'RECEIVED', 1 + mod(i, 63), 1 + mod(i, 63) + 64 * mod(i, 10), gen_random_uuid(), 'x', 0,
               't', 0, i, now(), 500, repeat('x', 500)::bytea
        FROM generate_series(1, %d) i
        """
            .formatted(BACKLOG));
  }

  /** By this session's scans of the table and its indexes, among others; nobody else scans them. */
  private long rowsRead(KeptConnection pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_stat_force_next_flush()");
      try (ResultSet row =
          statement.executeQuery(
              inbox.sql(
                  """
                  SELECT pg_stat_get_tuples_returned('twinbox.inbox_record'::regclass)
                       + (SELECT sum(pg_stat_get_tuples_returned(indexrelid))
                          FROM pg_index WHERE indrelid = 'twinbox.inbox_record'::regclass)
                  """))) {
        row.next();
        return row.getLong(1);
      }
    }
  }
}
