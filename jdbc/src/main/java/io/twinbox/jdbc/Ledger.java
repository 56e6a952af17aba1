package io.twinbox.jdbc;

import io.twinbox.spi.Arrival;
import io.twinbox.spi.Claimed;
import io.twinbox.spi.Guard;
import io.twinbox.spi.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The ids a consumer has had. A claim writes those of a chunk in one statement, ordered by id, so
 * that two nodes with the same records never deadlock: the second waits for the first to end.
 *
 * <p>What must be known after that wait is asked by a second statement, which sees what was
 * committed meanwhile: who blocks which lane, and where the window begins <i>now</i>. An id that
 * the window has passed since the first statement looked may have been purged in between; one that
 * is still inside cannot have been, and this transaction's row keeps the purge away from now on.
 * The clock may have been ahead when ids were purged, so the window begins no earlier than where
 * the purge noted that it had come to.
 *
 * <p>A consumer that met no duplicates the last time writes as if there were none, which costs
 * half: the first one makes the statement fail, and the chunk begins again from a savepoint. One
 * that met mostly duplicates looks before it writes: a topic read again writes nothing at all.
 */
final class Ledger {
  /** As if no id were there yet. */
  static final String ADD =
      """
      WITH guard AS (
        INSERT INTO twinbox.inbox_guard DEFAULT VALUES RETURNING ctid
      ), added AS (
        INSERT INTO twinbox.inbox (slot, consumer, message_id, payload_hash, processed_at)
        SELECT twinbox.inbox_slot(g.id_ms), ?, g.id, g.hash,
               greatest(statement_timestamp(), to_timestamp(g.not_before_ms / 1000.0))
        FROM unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::bigint[])
             AS g(id, id_ms, not_before_ms, hash)
        ORDER BY g.id
      )
      SELECT u.ctid::text FROM guard u
      """;

  static final String CLAIM =
      """
      WITH guard AS (
        INSERT INTO twinbox.inbox_guard DEFAULT VALUES RETURNING ctid
      ), given AS MATERIALIZED (
        SELECT g.* FROM unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::bigint[])
                        WITH ORDINALITY AS g(id, id_ms, not_before_ms, hash, place)
      ), fresh AS (
        INSERT INTO twinbox.inbox (slot, consumer, message_id, payload_hash, processed_at)
        SELECT twinbox.inbox_slot(g.id_ms), ?, g.id, g.hash,
               greatest(statement_timestamp(), to_timestamp(g.not_before_ms / 1000.0))
        FROM given g
        ORDER BY g.id
        ON CONFLICT DO NOTHING
        RETURNING message_id
      )
      SELECT u.ctid::text, ARRAY(SELECT g.place FROM given g LEFT JOIN fresh f ON f.message_id = g.id
                                 WHERE f.message_id IS NULL)
      FROM guard u
      """;

  static final String KNOWN =
      """
      SELECT g.place, i.payload_hash
      FROM unnest(?::uuid[], ?::bigint[]) WITH ORDINALITY AS g(id, id_ms, place)
      JOIN twinbox.inbox i
        ON i.slot = twinbox.inbox_slot(g.id_ms) AND i.consumer = ? AND i.message_id = g.id
      """;

  private static final String AFTERWARDS =
      """
      SELECT ceil(extract(epoch FROM greatest(clock_timestamp() - retention, deduplicates_from)) * 1000),
             EXISTS (SELECT FROM twinbox.inbox_record WHERE consumer = ? AND (state <> 'DEAD' OR blocking)),
             EXISTS (SELECT FROM twinbox.inbox_consumer WHERE id = ? AND name = ?)
      FROM twinbox.install
      """;

  static final String BLOCKED =
      """
      SELECT l.lane FROM unnest(?::bigint[]) AS l(lane)
      WHERE EXISTS (SELECT FROM twinbox.inbox_record r
                    WHERE r.consumer = ? AND r.lane = l.lane AND (r.state <> 'DEAD' OR r.blocking))
      """;

  private static final String EDGE =
      """
      SELECT extract(epoch FROM greatest(clock_timestamp() - retention, deduplicates_from)) * 1000
      FROM twinbox.install
      """;

  private static final String UNIQUE_VIOLATION = "23505";

  /** Below it a savepoint would cost more than it saves. */
  private static final int WORTH_A_SAVEPOINT = 32;

  private final Database database;
  private final Consumers consumers;

  /** By consumer: what the last claim met. */
  private final Map<Short, Met> met = new ConcurrentHashMap<>();

  /**
   * Where the window began when last asked; it moves back only if the retention is made longer, or
   * a clock is set right that was ahead, and never behind what was purged. NaN = not asked yet.
   */
  private volatile double lastEdge = Double.NaN;

  Ledger(Database database, Consumers consumers) {
    this.database = database;
    this.consumers = consumers;
  }

  Claimed claim(Connection tx, String name, short consumer, List<Arrival> arrivals)
      throws SQLException {
    if (Double.isNaN(lastEdge)) {
      lastEdge = edge(tx);
    }
    Chunk chunk = new Chunk(arrivals);
    chunk.refuseOlderThan(lastEdge);
    Met before = met.getOrDefault(consumer, Met.DUPLICATES);
    if (before == Met.MOSTLY_DUPLICATES) {
      findKnown(tx, consumer, chunk);
    }
    Guard guard = write(tx, consumer, chunk, before);
    findKnown(tx, consumer, chunk);
    lookAfterwards(tx, name, consumer, chunk);
    met.put(consumer, chunk.met());
    return new Claimed(guard, chunk.standings());
  }

  private Guard write(Connection tx, short consumer, Chunk chunk, Met before) throws SQLException {
    List<Integer> places = chunk.open();
    if (places.isEmpty()) {
      return Guards.NONE;
    }
    if (before == Met.NO_DUPLICATES && places.size() >= WORTH_A_SAVEPOINT) {
      Guard guard = addAll(tx, consumer, chunk, places);
      if (guard != null) {
        return guard;
      }
    }
    return addNew(tx, consumer, chunk, places);
  }

  /** Null if one of the ids was there. */
  private @Nullable Guard addAll(Connection tx, short consumer, Chunk chunk, List<Integer> places)
      throws SQLException {
    Savepoint savepoint = tx.setSavepoint();
    try (PreparedStatement add = tx.prepareStatement(database.sql(ADD))) {
      add.setShort(1, consumer);
      bind(add, 2, chunk, places);
      Guard guard;
      try (ResultSet row = add.executeQuery()) {
        row.next();
        guard = new Guard(row.getString(1));
      }
      tx.releaseSavepoint(savepoint);
      places.forEach(chunk::isNew);
      return guard;
    } catch (SQLException e) {
      if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
        throw e;
      }
      tx.rollback(savepoint);
      return null;
    }
  }

  private Guard addNew(Connection tx, short consumer, Chunk chunk, List<Integer> places)
      throws SQLException {
    try (PreparedStatement claim = tx.prepareStatement(database.sql(CLAIM))) {
      bind(claim, 1, chunk, places);
      claim.setShort(5, consumer);
      try (ResultSet row = claim.executeQuery()) {
        row.next();
        Set<Long> others = Set.of((Long[]) row.getArray(2).getArray());
        for (int i = 0; i < places.size(); i++) {
          if (!others.contains(i + 1L)) {
            chunk.isNew(places.get(i));
          }
        }
        return new Guard(row.getString(1));
      }
    }
  }

  private static void bind(
      PreparedStatement statement, int first, Chunk chunk, List<Integer> places)
      throws SQLException {
    ColumnArrays<Integer> columns = new ColumnArrays<>(statement, first, places);
    columns.add("uuid", place -> chunk.id(place).uuid());
    columns.add("bigint", chunk::idMillis);
    columns.add("bigint", place -> chunk.idMillis(place) == null ? chunk.ageMillis(place) : null);
    columns.add("bigint", chunk::hash);
  }

  private double edge(Connection tx) throws SQLException {
    try (Statement query = tx.createStatement();
        ResultSet row = query.executeQuery(database.sql(EDGE))) {
      row.next();
      return row.getDouble(1);
    }
  }

  private void findKnown(Connection tx, short consumer, Chunk chunk) throws SQLException {
    List<Integer> places = chunk.open();
    if (places.isEmpty()) {
      return;
    }
    try (PreparedStatement query = tx.prepareStatement(database.sql(KNOWN))) {
      ColumnArrays<Integer> columns = new ColumnArrays<>(query, 1, places);
      columns.add("uuid", place -> chunk.id(place).uuid());
      columns.add("bigint", chunk::idMillis);
      query.setShort(3, consumer);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          chunk.isKnown(places.get(rows.getInt(1) - 1), rows.getLong(2));
        }
      }
    }
  }

  private void lookAfterwards(Connection tx, String name, short consumer, Chunk chunk)
      throws SQLException {
    boolean live;
    try (PreparedStatement query = tx.prepareStatement(database.sql(AFTERWARDS))) {
      query.setShort(1, consumer);
      query.setShort(2, consumer);
      query.setString(3, name);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        requireOurs(row.getBoolean(3), name);
        double edge = row.getDouble(1);
        lastEdge = edge;
        if (chunk.hasRefusedFrom(edge)) {
          throw new StoreException("the claim began with a window that was corrected since", null);
        }
        chunk.refuseOlderThan(edge);
        live = row.getBoolean(2);
      }
    }
    Set<Long> lanes = live ? chunk.lanesOfNew() : Set.of();
    if (!lanes.isEmpty()) {
      chunk.block(blocked(tx, consumer, lanes));
    }
  }

  private void requireOurs(boolean ours, String name) {
    if (!ours) {
      consumers.forget();
      throw new StoreException(
          "consumer " + name + " has lost its number: the database was replaced by another", null);
    }
  }

  private Set<Long> blocked(Connection tx, short consumer, Set<Long> lanes) throws SQLException {
    Set<Long> blocked = new HashSet<>();
    try (PreparedStatement query = database.planned(tx, BLOCKED)) {
      query.setArray(1, tx.createArrayOf("bigint", lanes.toArray()));
      query.setShort(2, consumer);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          blocked.add(rows.getLong(1));
        }
      }
    }
    return blocked;
  }

  /** What a claim met. */
  enum Met {
    /** Every id was new: the next ones probably are. */
    NO_DUPLICATES,
    /** Some ids were there. */
    DUPLICATES,
    /** Most ids were there: a topic is read again. */
    MOSTLY_DUPLICATES
  }
}
