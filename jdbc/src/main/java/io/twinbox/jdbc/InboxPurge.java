package io.twinbox.jdbc;

import io.twinbox.spi.InboxPurged;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Removes ids that are older than the window. The slot that the ring writes to next holds nothing
 * younger, as long as no id claims to come from the future: it is truncated, and the few ids that
 * do are put back. Where they are many, the old ones are deleted in bites instead; so are ids that
 * carry no time.
 *
 * <p>Whatever removes ids notes in the same transaction how far: the clock that said they are old
 * may be set back, and a promoted standby may have a slower one. What was forgotten is then too old
 * all the same, and not new. It is the time of the youngest id that went: a clock that was ahead by
 * years keeps nothing out that comes after it was set right.
 *
 * <p>Holds the ledger's slot for moments, and does not wait where somebody else holds it.
 */
final class InboxPurge {
  /** Ids put back over a truncation. */
  private static final int MOST_SURVIVORS = 1_000;

  private static final int BITE = 5_000;
  private static final int BITES = 20;

  /** The slot to purge, and the lowest id inside the window. */
  private static final String CANDIDATE =
      """
      SELECT (twinbox.inbox_slot(clock.ms) + 1) % 8 AS slot, edge.ms AS edge_ms
      FROM twinbox.install i
      CROSS JOIN LATERAL (SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) AS clock(ms)
      CROSS JOIN LATERAL (SELECT clock.ms - ceil(extract(epoch FROM i.retention) * 1000)::bigint) AS edge(ms)
      """;

  private static final String OLD =
      """
      SELECT 1 FROM twinbox.inbox_consumer c
      WHERE EXISTS (SELECT FROM twinbox.inbox_SLOT i
                    WHERE i.slot = SLOT AND i.consumer = c.id AND i.message_id < ?)
      LIMIT 1
      """;

  private static final String SURVIVORS =
      """
      SELECT s.message_id, s.payload_hash, s.processed_at::text, s.consumer
      FROM twinbox.inbox_consumer c
      CROSS JOIN LATERAL (
        SELECT * FROM twinbox.inbox_SLOT i
        WHERE i.slot = SLOT AND i.consumer = c.id AND i.message_id >= ?
        ORDER BY i.message_id LIMIT ?
      ) s
      """;

  private static final String PUT_BACK =
      """
      INSERT INTO twinbox.inbox (message_id, payload_hash, processed_at, consumer, slot)
      SELECT s.message_id, s.payload_hash, s.processed_at::timestamptz, s.consumer, ?
      FROM unnest(?::uuid[], ?::bigint[], ?::text[], ?::smallint[])
           AS s(message_id, payload_hash, processed_at, consumer)
      """;

  /** The time within a UUIDv7, in ms since 1970. */
  private static final String ID_MS =
      "('x' || translate(left(ID::text, 13), '-', ''))::bit(48)::bigint";

  private static final String NOTE_FORGOTTEN =
      """
      UPDATE twinbox.install
      SET deduplicates_from = f.until
      FROM (
        SELECT to_timestamp((max(ID_MS) + 1) / 1000.0) AS until
        FROM twinbox.inbox_consumer c
        CROSS JOIN LATERAL (
          SELECT i.message_id FROM twinbox.inbox_SLOT i
          WHERE i.slot = SLOT AND i.consumer = c.id AND i.message_id < ?
          ORDER BY i.message_id DESC LIMIT 1
        ) s
      ) f
      WHERE deduplicates_from < f.until
      """
          .replace("ID_MS", ID_MS.replace("ID", "s.message_id"));

  private static final String DELETE_OLD =
      """
      WITH gone AS (
        DELETE FROM twinbox.inbox_SLOT o
        WHERE o.ctid = ANY (ARRAY(
          SELECT s.ctid FROM twinbox.inbox_consumer c
          CROSS JOIN LATERAL (
            SELECT i.ctid FROM twinbox.inbox_SLOT i
            WHERE i.slot = SLOT AND i.consumer = c.id AND i.message_id < ?
            ORDER BY i.message_id LIMIT ?
          ) s))
        RETURNING o.message_id
      ), noted AS (
        UPDATE twinbox.install
        SET deduplicates_from = f.until
        FROM (SELECT to_timestamp((max(ID_MS) + 1) / 1000.0) AS until FROM gone) f
        WHERE deduplicates_from < f.until
      )
      SELECT count(*) FROM gone
      """
          .replace("ID_MS", ID_MS.replace("ID", "message_id"));

  private static final String DELETE_AGED =
      """
      WITH gone AS (
        DELETE FROM twinbox.inbox_8 o
        WHERE o.ctid = ANY (ARRAY(
          SELECT i.ctid FROM twinbox.inbox_8 i
          WHERE i.processed_at < (SELECT clock_timestamp() - retention FROM twinbox.install)
          ORDER BY i.processed_at LIMIT ?))
        RETURNING o.processed_at
      ), noted AS (
        UPDATE twinbox.install
        SET deduplicates_from = f.until
        FROM (SELECT max(processed_at) + interval '1 millisecond' AS until FROM gone) f
        WHERE deduplicates_from < f.until
      )
      SELECT count(*) FROM gone
      """;

  /** A dead letter that nobody has decided about stays for ever. */
  private static final String DELETE_DISCARDED =
      """
      DELETE FROM twinbox.inbox_record r USING twinbox.install i
      WHERE r.state = 'DEAD' AND r.discarded_at < clock_timestamp() - i.retention
      """;

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final Database database;

  InboxPurge(Database database) {
    this.database = database.patient();
  }

  InboxPurged run() {
    Candidate candidate = database.call("looking for old ids", this::candidate);
    Outcome ring = candidate.old ? purgeRing(candidate) : new Outcome(0, 0);
    long aged = inBites(database.sql(DELETE_AGED), null);
    long records =
        database.call(
            "purging discarded records",
            connection -> {
              try (Statement delete = connection.createStatement()) {
                return (long) delete.executeUpdate(database.sql(DELETE_DISCARDED));
              }
            });
    return new InboxPurged(ring.slots, ring.ids + aged, records);
  }

  private Candidate candidate(Connection connection) throws SQLException {
    int slot;
    UUID edge;
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery(database.sql(CANDIDATE))) {
      row.next();
      slot = row.getInt("slot");
      edge = new UUID(row.getLong("edge_ms") << 16, 0);
    }
    try (PreparedStatement query = connection.prepareStatement(forSlot(OLD, slot))) {
      query.setObject(1, edge);
      try (ResultSet row = query.executeQuery()) {
        return new Candidate(slot, edge, row.next());
      }
    }
  }

  private Outcome purgeRing(Candidate candidate) {
    boolean truncated =
        database.call("purging the ledger", connection -> truncate(connection, candidate));
    return truncated
        ? new Outcome(1, 0)
        : new Outcome(0, inBites(forSlot(DELETE_OLD, candidate.slot), candidate.edge));
  }

  /**
   * @return false if too many ids would have to be put back, or somebody else works on the slot
   */
  private boolean truncate(Connection connection, Candidate candidate) throws SQLException {
    if (survivors(connection, candidate).size() > MOST_SURVIVORS) {
      return false;
    }
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = '200ms'");
      statement.execute(
          forSlot("LOCK TABLE ONLY twinbox.inbox_SLOT IN ACCESS EXCLUSIVE MODE", candidate.slot));
      List<Survivor> survivors = survivors(connection, candidate);
      boolean few = survivors.size() <= MOST_SURVIVORS;
      if (few) {
        noteForgotten(connection, candidate);
        statement.execute(forSlot("TRUNCATE TABLE ONLY twinbox.inbox_SLOT", candidate.slot));
        putBack(connection, candidate.slot, survivors);
      }
      connection.commit();
      return few;
    } catch (SQLException e) {
      connection.rollback();
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private void noteForgotten(Connection connection, Candidate candidate) throws SQLException {
    try (PreparedStatement note =
        connection.prepareStatement(forSlot(NOTE_FORGOTTEN, candidate.slot))) {
      note.setObject(1, candidate.edge);
      note.executeUpdate();
    }
  }

  private List<Survivor> survivors(Connection connection, Candidate candidate) throws SQLException {
    List<Survivor> survivors = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(forSlot(SURVIVORS, candidate.slot))) {
      query.setObject(1, candidate.edge);
      query.setInt(2, MOST_SURVIVORS + 1);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          survivors.add(
              new Survivor(
                  rows.getObject(1, UUID.class),
                  rows.getLong(2),
                  rows.getString(3),
                  rows.getShort(4)));
        }
      }
    }
    return survivors;
  }

  private void putBack(Connection connection, int slot, List<Survivor> survivors)
      throws SQLException {
    if (survivors.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(database.sql(PUT_BACK))) {
      insert.setInt(1, slot);
      ColumnArrays<Survivor> columns = new ColumnArrays<>(insert, 2, survivors);
      columns.add("uuid", Survivor::id);
      columns.add("bigint", Survivor::hash);
      columns.add("text", Survivor::processedAt);
      columns.add("smallint", Survivor::consumer);
      insert.executeUpdate();
    }
  }

  private long inBites(String sql, @Nullable UUID edge) {
    long gone = 0;
    long bite = BITE;
    for (int i = 0; i < BITES && bite >= BITE; i++) {
      bite =
          database.call(
              "purging ids",
              connection -> {
                try (PreparedStatement delete = connection.prepareStatement(sql)) {
                  int next = 1;
                  if (edge != null) {
                    delete.setObject(next++, edge);
                  }
                  delete.setInt(next, BITE);
                  try (ResultSet row = delete.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                  }
                }
              });
      gone += bite;
    }
    return gone;
  }

  /** The slot is a number of ours, never somebody's text. */
  private String forSlot(String sql, int slot) {
    return database.sql(sql).replace("SLOT", Integer.toString(slot));
  }

  /**
   * @param edge the lowest id inside the window
   * @param old whether the slot holds an id that is older
   */
  private record Candidate(int slot, UUID edge, boolean old) {}

  private record Survivor(UUID id, long hash, String processedAt, short consumer) {}

  private record Outcome(int slots, long ids) {}
}
