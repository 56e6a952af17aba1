package io.twinbox.demo;

import io.twinbox.checker.LagProbe;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * What a relay left behind when it died. Immutable.
 *
 * <p><b>Mid-batch</b> means: the journal has batches that were claimed and never confirmed, and at
 * least one of their entries is not in Kafka. Both are looked up after the process is dead and
 * before another one is started, so nobody can have changed them in between. Records that were on
 * their way when it died count as "in Kafka", because the look comes later. A kill after the last
 * record and before the confirmation (which makes duplicates) is not counted as mid-batch either.
 *
 * @param batches claimed and never confirmed
 * @param entries in those batches
 * @param inKafka how many of these entries have a record
 */
public record KillEvidence(int batches, int entries, int inKafka) {
  private static final String UNCONFIRMED =
      """
      SELECT j.no, e.id
      FROM twinbox.relay_journal j
      JOIN twinbox.outbox e
        ON e.seq = ANY (j.retried)
        OR j.kind = 'claim'
           AND e.seq > j.lo AND e.seq <= j.hi
           AND NOT pg_visible_in_snapshot(e.xid, j.from_snapshot)
           AND pg_visible_in_snapshot(e.xid, j.to_snapshot)
      WHERE j.relay = ?
        AND j.kind IN ('claim', 'retry')
        AND j.no > (SELECT max(confirmed) FROM twinbox.relay_journal WHERE relay = j.relay)
      ORDER BY j.no, e.seq
      """;

  private static final long CATCH_UP_SECONDS = 30;

  /** Looks at the journal and at Kafka. Call it while no relay of this name runs. */
  public static KillEvidence collect(DataSource dataSource, String relay, LagProbe probe)
      throws SQLException, InterruptedException {
    List<UUID> entries = new ArrayList<>();
    int batches = unconfirmed(dataSource, relay, entries);
    try {
      probe.caughtUp().get(CATCH_UP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("cannot read what Kafka holds", e);
    }
    int inKafka = (int) entries.stream().filter(probe::hasSeen).count();
    return new KillEvidence(batches, entries.size(), inKafka);
  }

  private static int unconfirmed(DataSource dataSource, String relay, List<UUID> entries)
      throws SQLException {
    int batches = 0;
    long last = -1;
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(UNCONFIRMED)) {
      statement.setString(1, relay);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          batches += rows.getLong(1) == last ? 0 : 1;
          last = rows.getLong(1);
          entries.add(rows.getObject(2, UUID.class));
        }
      }
    }
    return batches;
  }

  /** Whether the kill landed in the middle of a batch. */
  public boolean midBatch() {
    return entries > inKafka;
  }

  /** In words. */
  public String text() {
    if (batches == 0) {
      return "between batches";
    }
    String what = midBatch() ? "mid-batch: " : "after the last record: ";
    return what + inKafka + " of " + entries + " entries in Kafka, " + batches + " unconfirmed";
  }
}
