package io.twinbox.admin;

import io.twinbox.EntryState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What operators look at, of one database. Changes nothing. Thread-safe.
 *
 * <p>Every call is bounded, whatever the size of the log: it reads a page and what leads there. A
 * time-out of the statement guards it nevertheless; then {@link SearchTooSlowException} is thrown.
 * What the connection's role may not see fails with an error that names the right: the viewer's
 * role may call all of this without payloads, headers and texts of queries ({@link Shown#HIDDEN}),
 * and {@link #records} and {@link #blockedRecordLanes} not at all.
 */
public interface AdminQueries {
  /** Most items of one page. */
  int MAX_PAGE = 1_000;

  /** The first page. Costs some milliseconds: cached by whoever has many viewers. */
  Overview overview();

  /**
   * What went through a relay, in equal spans up to now, oldest first.
   *
   * @param span how far back, a minute to 7 days
   * @param points how many spans, 1 to 1,000
   * @throws IllegalArgumentException if there is no such relay
   */
  List<RatePoint> history(String relay, Duration span, int points);

  /**
   * Searches the log, newest first.
   *
   * @param before only entries with a lower seq; 0 = from the newest
   * @param limit 1 to {@link #MAX_PAGE}
   */
  EntryPage entries(EntrySearch search, long before, int limit);

  /**
   * How many entries fit; counting stops at a thousand, or where a page of the search would stop.
   */
  Count count(EntrySearch search);

  /**
   * How many entries a relay has in which state. Published ones are an estimate.
   *
   * @throws IllegalArgumentException if there is no such relay
   */
  Map<EntryState, Count> counts(String relay);

  /**
   * One entry. If it has left the log it is taken from what was set aside.
   *
   * @param relay whose view is taken; null = that of any relay of its channel
   * @return empty if it is not there (any more)
   */
  Optional<EntryDetail> entry(long seq, @Nullable String relay, Shown contents);

  /** What fails, grouped by what it says: the most frequent first, at most 1,000 groups. */
  List<FailureGroup> failures();

  /**
   * Lanes of a relay that wait, by lane.
   *
   * @param after only lanes behind this one ({@link BlockedLane#lane}); null = from the first
   * @param limit 1 to {@link #MAX_PAGE}
   */
  List<BlockedLane> blockedLanes(String relay, @Nullable String after, int limit);

  /** Lanes of a consumer that wait: as {@link #blockedLanes}. */
  List<BlockedLane> blockedRecordLanes(String consumer, @Nullable String after, int limit);

  /**
   * Searches the stored records of a consumer, newest first.
   *
   * @param before only records with a lower seq; 0 = from the newest
   * @param limit 1 to {@link #MAX_PAGE}
   * @throws IllegalArgumentException if there is no such consumer
   */
  List<InboxItem> records(RecordSearch search, long before, int limit);

  /** One stored record; without key, payload, headers and stack if they are hidden. */
  Optional<InboxLetter> record(String consumer, long seq, Shown contents);

  /** Why it is waiting. */
  DatabaseHealth databaseHealth(Shown queries);

  /** The processes that work. */
  Nodes nodes();

  /**
   * What operators did, latest first.
   *
   * @param before only rows with a lower id; 0 = from the latest
   * @param limit 1 to {@link #MAX_PAGE}
   */
  List<AuditEntry> audit(AuditSearch search, long before, int limit);
}
