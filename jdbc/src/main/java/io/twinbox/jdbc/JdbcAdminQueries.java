package io.twinbox.jdbc;

import io.twinbox.EntryState;
import io.twinbox.admin.AdminQueries;
import io.twinbox.admin.AuditEntry;
import io.twinbox.admin.AuditSearch;
import io.twinbox.admin.BlockedLane;
import io.twinbox.admin.Count;
import io.twinbox.admin.DatabaseHealth;
import io.twinbox.admin.EntryDetail;
import io.twinbox.admin.EntryPage;
import io.twinbox.admin.EntrySearch;
import io.twinbox.admin.FailureGroup;
import io.twinbox.admin.InboxItem;
import io.twinbox.admin.InboxLetter;
import io.twinbox.admin.Nodes;
import io.twinbox.admin.Overview;
import io.twinbox.admin.Pause;
import io.twinbox.admin.RatePoint;
import io.twinbox.admin.RecordSearch;
import io.twinbox.admin.RelayNode;
import io.twinbox.admin.Shown;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What operators look at, on PostgreSQL. Thread-safe. */
final class JdbcAdminQueries implements AdminQueries {
  private static final Duration SHORTEST_SPAN = Duration.ofMinutes(1);
  private static final Duration LONGEST_SPAN = Duration.ofDays(7);

  private static final String NOW =
      "SELECT clock_timestamp() AS now, " + LogSequence.LAST_GIVEN_OUT + " AS appended";

  private static final String KNOWN = "SELECT 1 FROM twinbox.relay WHERE name = ?";

  private static final String SET_ASIDE =
      """
      SELECT count(*) FILTER (WHERE state = 'PARKED') AS parked,
             count(*) FILTER (WHERE state = 'DEAD' AND discarded_at IS NULL) AS dead
      FROM twinbox.parked WHERE relay = ? AND state <> 'PUBLISHED'
      """;

  private static final String RELAY_NODES =
      """
      SELECT name, channel, owner, epoch, expires_at, renewed_at, version, paused
      FROM twinbox.relay ORDER BY name
      """;

  private static final String AUDIT =
      """
      SELECT id, at, actor, action, subject, coalesce(details, '{}')::text AS details, reason
      FROM twinbox.audit WHERE true
      """;

  private final Database database;
  private final AdminReads reads;
  private final Consumers consumers;
  private final EntrySearches searches;
  private final RelayOverviews relays;

  JdbcAdminQueries(Database database, AdminReads reads) {
    this.database = database;
    this.reads = reads;
    this.consumers = new Consumers(database);
    this.searches = new EntrySearches(database);
    this.relays = new RelayOverviews(database);
  }

  @Override
  public Overview overview() {
    return reads.read(
        "overview",
        connection ->
            new Query(database, NOW)
                .first(
                    connection,
                    row ->
                        new Overview(
                            time(row, "now"),
                            row.getLong("appended"),
                            relays.all(connection),
                            new ConsumerOverviews(database).all(connection)))
                .orElseThrow());
  }

  @Override
  public List<RatePoint> history(String relay, Duration span, int points) {
    if (span.compareTo(SHORTEST_SPAN) < 0 || span.compareTo(LONGEST_SPAN) > 0) {
      throw new IllegalArgumentException("span must be a minute to 7 days: " + span);
    }
    requirePage(points, "points");
    return reads.read(
        "history of relay " + relay,
        connection -> {
          requireRelay(connection, relay);
          return new Histories(database).of(connection, relay, span, points);
        });
  }

  @Override
  public EntryPage entries(EntrySearch search, long before, int limit) {
    requirePage(limit, "limit");
    return reads.read(
        "search in the log", connection -> searches.search(connection, search, before, limit));
  }

  @Override
  public Count count(EntrySearch search) {
    return reads.read("count in the log", connection -> searches.count(connection, search));
  }

  @Override
  public Map<EntryState, Count> counts(String relay) {
    return reads.read(
        "counts of relay " + relay,
        connection -> {
          requireRelay(connection, relay);
          long pending = relays.backlog(connection, relay);
          long places = new LogPlaces(database).estimate(connection);
          return new Query(database, SET_ASIDE, relay)
              .first(connection, row -> counts(row, pending, places))
              .orElseThrow();
        });
  }

  private static Map<EntryState, Count> counts(ResultSet row, long pending, long places)
      throws SQLException {
    long parked = row.getLong("parked");
    long dead = row.getLong("dead");
    long published = Math.max(0, places - pending - parked - dead);
    Map<EntryState, Count> counts = new EnumMap<>(EntryState.class);
    boolean counted = pending <= RelayOverviews.COUNTED;
    counts.put(
        EntryState.PENDING,
        new Count(pending, counted ? Count.Precision.EXACT : Count.Precision.ESTIMATE));
    counts.put(EntryState.PARKED, Count.exact(parked));
    counts.put(EntryState.DEAD, Count.exact(dead));
    counts.put(EntryState.PUBLISHED, new Count(published, Count.Precision.ESTIMATE));
    return counts;
  }

  @Override
  public Optional<EntryDetail> entry(long seq, @Nullable String relay, Shown contents) {
    return reads.read(
        "reading entry " + seq,
        connection -> new EntryDetails(database).find(connection, seq, relay, contents));
  }

  @Override
  public List<FailureGroup> failures() {
    return reads.read(
        "grouping failures", connection -> new Failing(database, consumers).groups(connection));
  }

  @Override
  public List<BlockedLane> blockedLanes(String relay, @Nullable String after, int limit) {
    requirePage(limit, "limit");
    return reads.read(
        "blocked lanes of relay " + relay,
        connection -> new Failing(database, consumers).lanes(connection, relay, after, limit));
  }

  @Override
  public List<BlockedLane> blockedRecordLanes(String consumer, @Nullable String after, int limit) {
    requirePage(limit, "limit");
    return reads.read(
        "blocked lanes of consumer " + consumer,
        connection ->
            new Failing(database, consumers).recordLanes(connection, consumer, after, limit));
  }

  @Override
  public List<InboxItem> records(RecordSearch search, long before, int limit) {
    requirePage(limit, "limit");
    return reads.read(
        "records of consumer " + search.filter().consumer(),
        connection ->
            new StoredRecordReads(database, consumers).list(connection, search, before, limit));
  }

  @Override
  public Optional<InboxLetter> record(String consumer, long seq, Shown contents) {
    return reads.read(
        "reading record " + seq,
        connection ->
            new StoredRecordReads(database, consumers).show(connection, consumer, seq, contents));
  }

  @Override
  public DatabaseHealth databaseHealth(Shown queries) {
    return reads.read(
        "health of the database",
        connection -> new DatabaseHealths(database).look(connection, queries));
  }

  @Override
  public Nodes nodes() {
    return reads.read(
        "nodes",
        connection ->
            new Nodes(
                new Query(database, RELAY_NODES).list(connection, JdbcAdminQueries::node),
                new ConsumerOverviews(database).nodes(connection)));
  }

  private static RelayNode node(ResultSet row) throws SQLException {
    return new RelayNode(
        RecordRows.text(row, "name"),
        RecordRows.text(row, "channel"),
        row.getString("owner"),
        row.getLong("epoch"),
        RecordRows.time(row, "expires_at"),
        RecordRows.time(row, "renewed_at"),
        row.getString("version"),
        row.getBoolean("paused") ? Pause.PAUSED : Pause.NONE);
  }

  @Override
  public List<AuditEntry> audit(AuditSearch search, long before, int limit) {
    requirePage(limit, "limit");
    Query query = new Query(database, AUDIT);
    query.and("actor = ?", search.actor());
    query.and("action = ?", search.action());
    query.and("starts_with(subject, ?)", search.subject());
    query.and("at >= ?", search.from());
    query.and("at < ?", search.to());
    query.and("id < ?", before == 0 ? null : before);
    query.add("\nORDER BY id DESC LIMIT ?", limit);
    return reads.read("audit", connection -> query.list(connection, JdbcAdminQueries::audit));
  }

  private static AuditEntry audit(ResultSet row) throws SQLException {
    return new AuditEntry(
        row.getLong("id"),
        time(row, "at"),
        RecordRows.text(row, "actor"),
        RecordRows.text(row, "action"),
        RecordRows.text(row, "subject"),
        HeadersJson.read(RecordRows.text(row, "details")),
        row.getString("reason"));
  }

  private void requireRelay(Connection connection, String relay) throws SQLException {
    if (new Query(database, KNOWN, relay).first(connection, row -> true).isEmpty()) {
      throw new IllegalArgumentException("there is no relay named '" + relay + "'");
    }
  }

  private static void requirePage(int number, String name) {
    if (number < 1 || number > MAX_PAGE) {
      throw new IllegalArgumentException(name + " must be 1 to " + MAX_PAGE + ": " + number);
    }
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(RecordRows.time(row, column), column);
  }
}
