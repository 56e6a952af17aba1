package io.twinbox.jdbc;

import io.twinbox.Message;
import io.twinbox.admin.Act;
import io.twinbox.admin.AdminJobs;
import io.twinbox.admin.Count;
import io.twinbox.admin.EntrySearch;
import io.twinbox.admin.Job;
import io.twinbox.admin.JobRequest;
import io.twinbox.admin.JobRequest.Replay;
import io.twinbox.admin.KeyReusedException;
import io.twinbox.jdbc.DeadLetterWork.Deed;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs on PostgreSQL: each part is one transaction that also moves the job's row. Thread-safe. */
final class JdbcAdminJobs implements AdminJobs {
  private static final int LETTERS = 1_000;

  /** Letters whose lane was busy are come back to, but not for ever. */
  private static final int PASSES = 10;

  private static final int MOST_LISTED = 1_000;

  private static final String COLUMNS =
      """
      id, kind, relay, request::text AS request, state, lo, hi, position, pass, done, passed, actor,
      reason, started_at, updated_at, ended_at
      """;

  private static final String KNOWN = "SELECT 1 FROM twinbox.relay WHERE name = ?";

  private static final String LAST_LETTER =
      """
      SELECT coalesce(max(seq), 0) FROM twinbox.parked
      WHERE relay = ? AND state = 'DEAD' AND discarded_at IS NULL
      """;

  private static final String START =
      """
      INSERT INTO twinbox.job (id, kind, relay, request, lo, hi, position, actor, reason)
      VALUES (?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?)
      """;

  private static final String MOVE =
      """
      UPDATE twinbox.job
      SET position = ?, pass = ?, done = done + ?, passed = ?, state = ?,
          updated_at = clock_timestamp(),
          ended_at = CASE WHEN ?::text <> 'RUNNING' THEN clock_timestamp() END
      WHERE id = ?
      """;

  private static final String CANCEL =
      """
      UPDATE twinbox.job
      SET state = 'CANCELLED', updated_at = clock_timestamp(), ended_at = clock_timestamp()
      WHERE id = ? AND state = 'RUNNING'
      """;

  private final Database database;
  private final AdminReads reads;
  private final Audit audit;
  private final DeadLetterWork letters;
  private final Replaying replaying;

  JdbcAdminJobs(Database database, AdminReads reads) {
    this.database = database;
    this.reads = reads;
    this.audit = new Audit(database);
    this.letters = new DeadLetterWork(database);
    this.replaying = new Replaying(database);
  }

  /** The part of the log a job is about. */
  private record Span(long lo, long hi) {}

  @Override
  public Count dryRun(JobRequest request) {
    return reads.read(
        "dry run",
        connection -> {
          requireRelay(connection, request.relay());
          Span span = span(connection, request);
          if (request instanceof Replay replay) {
            return replaying.count(connection, replay, span.lo, span.hi);
          }
          Query query =
              new Query(database, "SELECT count(*) FROM twinbox.parked e WHERE e.seq <= ?");
          query.add("", span.hi);
          dead(query, request);
          return Count.exact(query.first(connection, row -> row.getLong(1)).orElse(0L));
        });
  }

  @Override
  public Job start(JobRequest request, Act act) {
    requireTarget(request);
    String kind = JobRequests.kind(request);
    String texts = HeadersJson.write(JobRequests.texts(request));
    return database.transact(
        "starting to " + kind,
        tx -> {
          Optional<Map<String, String>> before = audit.before(tx, act, kind, request.relay());
          if (before.isPresent()) {
            return begunBefore(tx, before.get(), texts);
          }
          requireRelay(tx, request.relay());
          Span span = span(tx, request);
          UUID id = UUID.randomUUID();
          new Query(database, START, id, kind, request.relay(), texts)
              .add("", span.lo, span.hi, span.lo, act.actor(), act.reason())
              .update(tx);
          Map<String, String> details = new LinkedHashMap<>();
          details.put("job", id.toString());
          details.put("request", texts);
          audit.write(tx, act, kind, request.relay(), details);
          return row(tx, id, "").job();
        });
  }

  private Job begunBefore(Connection tx, Map<String, String> details, String texts)
      throws SQLException {
    if (!texts.equals(details.get("request")) || !details.containsKey("job")) {
      throw new KeyReusedException("The key was used before, for another request");
    }
    return row(tx, UUID.fromString(details.get("job")), "").job();
  }

  private static void requireTarget(JobRequest request) {
    if (request instanceof Replay replay && replay.target() != null) {
      // Refused as an append would refuse it.
      Message.builder().topic(replay.target()).type("t").text("").build();
    }
  }

  private Span span(Connection connection, JobRequest request) throws SQLException {
    if (request instanceof Replay replay) {
      // What is appended from now on, by this job too, lies above.
      LogPlaces.Range range =
          new LogPlaces(database).range(connection, Replaying.search(replay), 0);
      return new Span(range.lo(), range.hi() - 1);
    }
    long last =
        new Query(database, LAST_LETTER, request.relay())
            .first(connection, row -> row.getLong(1))
            .orElse(0L);
    return new Span(0, last);
  }

  @Override
  public Job advance(UUID id) {
    return database.transact(
        "advancing job " + id,
        tx -> {
          Row job = row(tx, id, " FOR UPDATE");
          if (job.state == Job.State.RUNNING) {
            if (job.request instanceof Replay replay) {
              replay(tx, job, replay);
            } else {
              letters(tx, job);
            }
            job = row(tx, id, "");
          }
          return job.job();
        });
  }

  private void replay(Connection tx, Row job, Replay replay) throws SQLException {
    Replaying.Part part = replaying.append(tx, job.id, replay, job.position, job.hi);
    Job.State state = part.position() >= job.hi ? Job.State.DONE : Job.State.RUNNING;
    move(tx, job, part.position(), job.pass, part.entries(), 0, state);
    note(tx, job, part.entries());
  }

  private void letters(Connection tx, Row job) throws SQLException {
    Query query =
        new Query(database, "SELECT e.seq FROM twinbox.parked e WHERE e.seq > ?", job.position);
    query.and("e.seq <= ?", job.hi);
    // What has died again since this job began is not tried again by it.
    query.and("e.ended_at < ?", job.startedAt);
    dead(query, job.request);
    query.add("\nORDER BY e.seq LIMIT ?", LETTERS);
    List<Long> seqs = query.list(tx, row -> row.getLong(1));
    Deed deed = job.request instanceof JobRequest.RetryAll ? Deed.RETRY : Deed.DISCARD;
    int changed = letters.apply(tx, deed, job.relay, new HashSet<>(seqs)).size();
    long passed = job.passed + seqs.size() - changed;
    if (seqs.size() == LETTERS) {
      long last = seqs.get(seqs.size() - 1);
      move(tx, job, last, job.pass, changed, passed, Job.State.RUNNING);
    } else if (passed > 0 && job.pass < PASSES) {
      move(tx, job, job.lo, job.pass + 1, changed, 0, Job.State.RUNNING);
    } else {
      move(tx, job, job.hi, job.pass, changed, passed, Job.State.DONE);
    }
    note(tx, job, changed);
  }

  private static void dead(Query query, JobRequest request) {
    query.add(" AND e.state = 'DEAD' AND e.discarded_at IS NULL");
    query.and("e.relay = ?", request.relay());
    EntrySearch search = request.search();
    query.and("e.id = ?", search.id());
    EntryRows.contents(query, search);
    if (search.error() != null) {
      query.and("e.error ILIKE ?", '%' + DbText.escapeLike(search.error()) + '%');
    }
  }

  private void move(
      Connection tx, Row job, long position, int pass, int done, long passed, Job.State state)
      throws SQLException {
    new Query(database, MOVE, position, pass, done, passed, state.name())
        .add("", state.name(), job.id)
        .update(tx);
  }

  /** A part is an action of whoever began the job. */
  private void note(Connection tx, Row job, int entries) throws SQLException {
    if (entries > 0) {
      Map<String, String> details = new LinkedHashMap<>();
      details.put("job", job.id.toString());
      details.put("entries", String.valueOf(entries));
      audit.write(tx, new Act(job.actor, job.reason), job.kind, job.relay, details);
    }
  }

  @Override
  public boolean cancel(UUID id, Act act) {
    return database.transact(
        "cancelling job " + id,
        tx -> {
          Row job = row(tx, id, " FOR UPDATE");
          if (audit.before(tx, act, "cancel", job.relay).isPresent()) {
            return true;
          }
          if (new Query(database, CANCEL, id).update(tx) == 0) {
            return false;
          }
          audit.write(tx, act, "cancel", job.relay, Map.of("job", id.toString()));
          return true;
        });
  }

  @Override
  public Optional<Job> find(UUID id) {
    return reads.read("reading job " + id, connection -> find(connection, id, "").map(Row::job));
  }

  @Override
  public List<Job> unfinished() {
    return list("WHERE state = 'RUNNING' ORDER BY started_at LIMIT 1000");
  }

  @Override
  public List<Job> latest(int limit) {
    if (limit < 1 || limit > MOST_LISTED) {
      throw new IllegalArgumentException("limit must be 1 to " + MOST_LISTED + ": " + limit);
    }
    return list("ORDER BY started_at DESC LIMIT " + limit);
  }

  private List<Job> list(String rest) {
    String sql = "SELECT " + COLUMNS + " FROM twinbox.job " + rest;
    return reads.read(
        "listing jobs",
        connection -> new Query(database, sql).list(connection, row -> new Row(row).job()));
  }

  private Row row(Connection connection, UUID id, String lock) throws SQLException {
    return find(connection, id, lock)
        .orElseThrow(() -> new IllegalArgumentException("there is no job " + id));
  }

  private Optional<Row> find(Connection connection, UUID id, String lock) throws SQLException {
    String sql = "SELECT " + COLUMNS + " FROM twinbox.job WHERE id = ?" + lock;
    return new Query(database, sql, id).first(connection, Row::new);
  }

  private void requireRelay(Connection connection, String relay) throws SQLException {
    if (new Query(database, KNOWN, relay).first(connection, row -> true).isEmpty()) {
      throw new IllegalArgumentException("there is no relay named '" + relay + "'");
    }
  }

  /** A row of the table. */
  private static final class Row {
    final UUID id;
    final String kind;
    final String relay;
    final Map<String, String> texts;
    final JobRequest request;
    final Job.State state;
    final long lo;
    final long hi;
    final long position;
    final int pass;
    final long done;
    final long passed;
    final String actor;
    final @Nullable String reason;
    final Instant startedAt;
    final Instant updatedAt;
    final @Nullable Instant endedAt;

    Row(ResultSet row) throws SQLException {
      this.id = row.getObject("id", UUID.class);
      this.kind = RecordRows.text(row, "kind");
      this.relay = RecordRows.text(row, "relay");
      this.texts = HeadersJson.read(RecordRows.text(row, "request"));
      this.request = JobRequests.parse(kind, relay, texts);
      this.state = Job.State.valueOf(RecordRows.text(row, "state"));
      this.lo = row.getLong("lo");
      this.hi = row.getLong("hi");
      this.position = row.getLong("position");
      this.pass = row.getInt("pass");
      this.done = row.getLong("done");
      this.passed = row.getLong("passed");
      this.actor = RecordRows.text(row, "actor");
      this.reason = row.getString("reason");
      this.startedAt = Objects.requireNonNull(RecordRows.time(row, "started_at"));
      this.updatedAt = Objects.requireNonNull(RecordRows.time(row, "updated_at"));
      this.endedAt = RecordRows.time(row, "ended_at");
    }

    Job job() {
      double looked = hi <= lo ? 1 : Math.min(1.0, (double) (position - lo) / (hi - lo));
      return new Job(
          id, kind, relay, texts, state, looked, done, passed, actor, startedAt, updatedAt,
          endedAt);
    }
  }
}
