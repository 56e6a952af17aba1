package io.twinbox.jdbc;

import io.twinbox.EntryState;
import io.twinbox.admin.EntryItem;
import io.twinbox.admin.EntrySearch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Conditions on entries, of a table as {@code e}, and rows of lists. */
final class EntryRows {
  /** The columns of an item, of what was set aside. */
  static final String PARKED_ITEM =
      """
      e.seq, e.id, e.channel, e.topic, e.key, e.type, e.occurred_at, e.relay, e.state,
      CASE WHEN e.state = 'PUBLISHED' THEN e.ended_at END AS published_at, e.attempts,
      e.next_attempt_at, e.error, e.discarded_at
      """;

  private static final String ITEMS =
      """
      SELECT s.seq, s.id, s.channel, s.topic, s.key, s.type, s.occurred_at, s.relay, s.state,
             s.published_at, coalesce(s.attempts, 0) AS attempts, s.next_attempt_at, s.error,
             (SELECT p.discarded_at FROM twinbox.parked p
              WHERE p.relay = s.relay AND p.seq = s.seq) AS discarded_at
      FROM twinbox.outbox_status s
      WHERE s.seq = ANY (?)
      """;

  /** How far each relay has got: everything visible in base, and in to_snapshot up to hi. */
  private static final String SETTLED =
      """
      WITH settled AS MATERIALIZED (
        SELECT r.name, r.channel, coalesce(j.to_snapshot, '1:1:') AS to_snapshot,
               coalesce(j.hi, 0) AS hi,
               coalesce(CASE WHEN j.hi = j.high THEN j.to_snapshot ELSE j.from_snapshot END, '1:1:')
                 AS base
        FROM twinbox.relay r
        LEFT JOIN LATERAL (
          SELECT b.* FROM twinbox.relay_journal b
          WHERE b.relay = r.name
            AND b.no <= (SELECT n.confirmed FROM twinbox.relay_journal n
                         WHERE n.relay = r.name ORDER BY n.no DESC LIMIT 1)
          ORDER BY b.no DESC LIMIT 1
        ) j ON true
        WHERE r.name = coalesce(?::text, r.name)
      )
      """;

  private static final String COVERED =
      """
      (pg_visible_in_snapshot(e.xid, s.base)
       OR pg_visible_in_snapshot(e.xid, s.to_snapshot) AND e.seq <= s.hi)
      """;

  private static final String PENDING =
      """

        AND (NOT EXISTS (SELECT FROM settled s WHERE s.channel = e.channel)
             OR EXISTS (SELECT FROM settled s WHERE s.channel = e.channel AND NOT COVERED))
      """
          .replace("COVERED", COVERED);

  private static final String PUBLISHED =
      """

        AND EXISTS (SELECT FROM settled s
                    WHERE s.channel = e.channel AND COVERED
                      AND NOT EXISTS (SELECT FROM twinbox.parked p
                                      WHERE p.relay = s.name AND p.seq = e.seq
                                        AND p.state <> 'PUBLISHED'))
      """
          .replace("COVERED", COVERED);

  private EntryRows() {}

  /** Begins a query whose conditions follow by {@link #conditions}. */
  static Query begin(Database database, EntrySearch search) {
    return search.state() == null
        ? new Query(database, "")
        : new Query(database, SETTLED, search.relay());
  }

  /** Everything a search asks for but places and errors. */
  static void conditions(Query query, EntrySearch search) {
    query.and("e.id = ?", search.id());
    contents(query, search);
    query.and("e.channel = (SELECT channel FROM twinbox.relay WHERE name = ?)", search.relay());
    if (search.state() == EntryState.PENDING) {
      query.add(PENDING);
    } else if (search.state() == EntryState.PUBLISHED) {
      query.add(PUBLISHED);
    }
  }

  /** What a search asks for of the message itself. */
  static void contents(Query query, EntrySearch search) {
    query.and("e.topic COLLATE \"C\" = ?", search.topic());
    query.and("e.key COLLATE \"C\" = ?", search.key());
    query.and("e.type COLLATE \"C\" = ?", search.type());
    query.and("e.occurred_at >= ?", search.from());
    query.and("e.occurred_at < ?", search.to());
    if (search.headerName() != null && search.headerValue() == null) {
      query.and("jsonb_exists(e.headers, ?)", search.headerName());
    } else if (search.headerName() != null) {
      query.add("\n  AND e.headers ->> ? = ?", search.headerName(), search.headerValue());
    }
  }

  /** The rows of a list, as each relay of the entry's channel sees them; by seq, highest first. */
  static List<EntryItem> items(
      Database database, Connection connection, EntrySearch search, List<Long> seqs)
      throws SQLException {
    Query query = new Query(database, ITEMS, seqs);
    query.and("s.relay = ?", search.relay());
    query.and("s.state = ?", search.state() == null ? null : search.state().name());
    query.add("\nORDER BY s.seq DESC, s.relay");
    return seqs.isEmpty() ? List.of() : query.list(connection, EntryRows::item);
  }

  static EntryItem item(ResultSet row) throws SQLException {
    return new EntryItem(
        row.getLong("seq"),
        row.getObject("id", UUID.class),
        RecordRows.text(row, "channel"),
        RecordRows.text(row, "topic"),
        row.getString("key"),
        RecordRows.text(row, "type"),
        Objects.requireNonNull(RecordRows.time(row, "occurred_at")),
        row.getString("relay"),
        EntryState.valueOf(RecordRows.text(row, "state")),
        RecordRows.time(row, "published_at"),
        row.getInt("attempts"),
        RecordRows.time(row, "next_attempt_at"),
        row.getString("error"),
        RecordRows.time(row, "discarded_at"));
  }
}
