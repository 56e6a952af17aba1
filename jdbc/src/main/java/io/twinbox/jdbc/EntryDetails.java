package io.twinbox.jdbc;

import io.twinbox.admin.EntryDetail;
import io.twinbox.admin.EntryDetail.Edited;
import io.twinbox.admin.EntryDetail.FailedAttempt;
import io.twinbox.admin.EntryItem;
import io.twinbox.admin.EntrySearch;
import io.twinbox.admin.Shown;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One entry with all there is, wherever it still is. */
final class EntryDetails {
  private static final String PARKED_ITEM =
      "SELECT "
          + EntryRows.PARKED_ITEM
          + " FROM twinbox.parked e WHERE e.seq = ? AND e.relay = coalesce(?::text, e.relay)";

  private static final String LOGGED =
      """
      SELECT e.content_type, CONTENTS
      FROM twinbox.outbox e WHERE e.seq = ?
      """;

  private static final String PARKED =
      """
      SELECT e.content_type, e.lane, e.parked_at, e.ended_at, CONTENTS
      FROM twinbox.parked e WHERE e.seq = ? AND e.relay = ?
      """;

  private static final String SHOWN =
      "coalesce(octet_length(e.payload), -1) AS size, e.payload, e.headers::text AS headers";

  /** The size is that of the payload, so who may not read the one does not get the other. */
  private static final String HIDDEN = "-1 AS size, NULL::bytea AS payload, '{}' AS headers";

  private static final String CLAIMED =
      """
      SELECT j.no, j.at
      FROM twinbox.outbox e JOIN twinbox.relay_journal j ON j.relay = ?
      WHERE e.seq = ? AND j.kind IN ('claim', 'retry')
        AND pg_snapshot_xmax(j.to_snapshot) > e.xid
        AND (pg_visible_in_snapshot(e.xid, j.from_snapshot)
             OR pg_visible_in_snapshot(e.xid, j.to_snapshot) AND e.seq <= j.hi)
      ORDER BY pg_snapshot_xmax(j.to_snapshot), j.no LIMIT 1
      """;

  private static final String FAILURES =
      """
      SELECT (f ->> 'attempt')::int AS attempt, (f ->> 'at')::timestamptz AS at, f ->> 'error' AS error,
             f ->> 'class' AS class
      FROM twinbox.parked e CROSS JOIN LATERAL jsonb_array_elements(e.failures) AS f
      WHERE e.seq = ? AND e.relay = ?
      """;

  private static final String EDITS =
      """
      SELECT at, actor, type, content_type, SIZE AS size
      FROM twinbox.parked_edit WHERE seq = ? AND relay = ? ORDER BY no
      """;

  private final Database database;

  EntryDetails(Database database) {
    this.database = database;
  }

  Optional<EntryDetail> find(
      Connection connection, long seq, @Nullable String relay, Shown contents) throws SQLException {
    List<EntryItem> items =
        EntryRows.items(database, connection, EntrySearch.ALL.withRelay(relay), List.of(seq));
    Optional<EntryItem> parked =
        new Query(database, PARKED_ITEM, seq, relay).first(connection, EntryRows::item);
    Optional<EntryItem> item = parked.isPresent() ? parked : items.stream().findFirst();
    return item.isEmpty()
        ? Optional.empty()
        : detail(connection, item.get(), parked.isPresent(), contents);
  }

  private Optional<EntryDetail> detail(
      Connection connection, EntryItem item, boolean parked, Shown contents) throws SQLException {
    String columns = contents == Shown.SHOWN ? SHOWN : HIDDEN;
    Claim claim = claim(connection, item);
    if (parked) {
      List<FailedAttempt> failures =
          new Query(database, FAILURES, item.seq(), item.relay())
              .list(connection, EntryDetails::failure);
      List<Edited> edits = edits(connection, item, contents);
      return new Query(database, PARKED.replace("CONTENTS", columns), item.seq(), item.relay())
          .first(connection, row -> detail(row, item, claim, new Aside(row), failures, edits));
    }
    return new Query(database, LOGGED.replace("CONTENTS", columns), item.seq())
        .first(connection, row -> detail(row, item, claim, null, List.of(), List.of()));
  }

  // The checker does not see in the class file of another module that an array may be null.
  @SuppressWarnings("NullAway")
  private static EntryDetail detail(
      ResultSet row,
      EntryItem item,
      Claim claim,
      @Nullable Aside aside,
      List<FailedAttempt> failures,
      List<Edited> edits)
      throws SQLException {
    Map<String, String> headers = HeadersJson.read(RecordRows.text(row, "headers"));
    return new EntryDetail(
        item,
        RecordRows.text(row, "content_type"),
        row.getLong("size"),
        row.getBytes("payload"),
        headers,
        traceId(headers.get("traceparent")),
        claim.at(),
        claim.no(),
        aside == null ? null : aside.parkedAt,
        aside == null ? null : aside.endedAt,
        aside == null ? null : aside.lane,
        failures,
        edits);
  }

  /** When an entry was set aside, and where. */
  private static final class Aside {
    final java.time.@Nullable Instant parkedAt;
    final java.time.@Nullable Instant endedAt;
    final String lane;

    Aside(ResultSet row) throws SQLException {
      this.parkedAt = RecordRows.time(row, "parked_at");
      this.endedAt = RecordRows.time(row, "ended_at");
      this.lane = RecordRows.text(row, "lane");
    }
  }

  /** The batch that took an entry from the log; number 0 = not known. */
  private record Claim(long no, java.time.@Nullable Instant at) {}

  private Claim claim(Connection connection, EntryItem item) throws SQLException {
    Claim none = new Claim(0, null);
    return item.relay() == null
        ? none
        : new Query(database, CLAIMED, item.relay(), item.seq())
            .first(connection, row -> new Claim(row.getLong(1), RecordRows.time(row, "at")))
            .orElse(none);
  }

  private List<Edited> edits(Connection connection, EntryItem item, Shown contents)
      throws SQLException {
    String size = contents == Shown.SHOWN ? "coalesce(octet_length(payload), -1)" : "-1";
    return new Query(database, EDITS.replace("SIZE", size), item.seq(), item.relay())
        .list(
            connection,
            row ->
                new Edited(
                    Objects.requireNonNull(RecordRows.time(row, "at")),
                    RecordRows.text(row, "actor"),
                    RecordRows.text(row, "type"),
                    RecordRows.text(row, "content_type"),
                    row.getLong("size")));
  }

  private static FailedAttempt failure(ResultSet row) throws SQLException {
    return new FailedAttempt(
        row.getInt("attempt"),
        Objects.requireNonNull(RecordRows.time(row, "at")),
        RecordRows.text(row, "error"),
        row.getString("class"));
  }

  /** The second part of a W3C traceparent; null if it is none. */
  static @Nullable String traceId(@Nullable String traceparent) {
    String[] parts = traceparent == null ? new String[0] : traceparent.split("-", -1);
    return parts.length >= 4 && parts[1].matches("[0-9a-f]{32}") ? parts[1] : null;
  }
}
