package io.twinbox.jdbc;

import io.twinbox.EntryState;
import io.twinbox.admin.Count;
import io.twinbox.admin.EntrySearch;
import io.twinbox.admin.JobRequest.Replay;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Appends again what was published, a part of the log at a time and in its order. */
final class Replaying {
  /** Most entries of one part. */
  private static final int ENTRIES = 5_000;

  /** Most places of one part: what does not fit is passed over at this pace. */
  private static final long SPAN = 50_000;

  /** Most bytes of payload of one part, unless a single entry is larger. */
  private static final long BYTES = 16L * 1024 * 1024;

  private static final long COUNT_FOR_NANOS = 3_000_000_000L;
  private static final long COUNTED_AT_ONCE = 200_000;

  private final Database database;

  Replaying(Database database) {
    this.database = database;
  }

  /**
   * What a part came to.
   *
   * @param entries appended
   * @param position all places up to here are gone through
   */
  record Part(int entries, long position) {}

  /** Appends what fits above a place, each once: the caller moves the position along with it. */
  Part append(Connection tx, UUID job, Replay replay, long position, long hi) throws SQLException {
    EntrySearch search = search(replay);
    long window = Math.min(hi, position + SPAN);
    long end = end(tx, search, position, window);
    Query insert = EntryRows.begin(database, search);
    insert.add(
        """
        INSERT INTO twinbox.outbox
          (id, channel, topic, key, type, content_type, payload, headers, occurred_at)
        SELECT %s, e.channel, coalesce(?::text, e.topic), e.key, e.type, e.content_type, e.payload,
               e.headers || jsonb_build_object(?::text, ?::text, ?::text, e.seq::text), e.occurred_at
        FROM twinbox.outbox e WHERE e.seq > ? AND e.seq <= ?
        """
            .formatted(replay.ids() == Replay.Ids.KEPT ? "e.id" : "gen_random_uuid()"),
        replay.target(),
        Replay.REPLAY_ID,
        job.toString(),
        Replay.REPLAY_OF,
        position,
        end);
    EntryRows.conditions(insert, search);
    insert.add("\nORDER BY e.seq");
    return new Part(insert.update(tx), end);
  }

  /** Where a part ends: with its last entry, or with the window if there is room left. */
  private long end(Connection tx, EntrySearch search, long position, long window)
      throws SQLException {
    Query query = EntryRows.begin(database, search);
    query.add(
        """
        SELECT e.seq, coalesce(octet_length(e.payload), 0) AS bytes
        FROM twinbox.outbox e WHERE e.seq > ? AND e.seq <= ?
        """,
        position,
        window);
    EntryRows.conditions(query, search);
    query.add("\nORDER BY e.seq LIMIT ?", ENTRIES);
    record Place(long seq, long bytes) {}
    List<Place> places = query.list(tx, row -> new Place(row.getLong(1), row.getLong(2)));
    long bytes = 0;
    for (Place place : places) {
      bytes += place.bytes();
      if (bytes >= BYTES) {
        return place.seq();
      }
    }
    return places.size() < ENTRIES ? window : places.get(places.size() - 1).seq();
  }

  Count count(Connection connection, Replay replay, long lo, long hi) throws SQLException {
    EntrySearch search = search(replay);
    long until = System.nanoTime() + COUNT_FOR_NANOS;
    long count = 0;
    for (long position = lo; position < hi; position += COUNTED_AT_ONCE) {
      if (System.nanoTime() - until > 0) {
        return new Count(count, Count.Precision.AT_LEAST);
      }
      Query query = EntryRows.begin(database, search);
      query.add(
          "SELECT count(*) FROM twinbox.outbox e WHERE e.seq > ? AND e.seq <= ?",
          position,
          Math.min(hi, position + COUNTED_AT_ONCE));
      EntryRows.conditions(query, search);
      count += query.first(connection, row -> row.getLong(1)).orElse(0L);
    }
    return Count.exact(count);
  }

  /** Only what is published can be published again. */
  static EntrySearch search(Replay replay) {
    return replay
        .search()
        .withRelay(replay.relay())
        .withState(EntryState.PUBLISHED)
        .withError(null);
  }
}
