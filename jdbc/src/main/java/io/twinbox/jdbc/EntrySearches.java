package io.twinbox.jdbc;

import io.twinbox.EntryState;
import io.twinbox.admin.Count;
import io.twinbox.admin.EntryItem;
import io.twinbox.admin.EntryPage;
import io.twinbox.admin.EntrySearch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Searches the log, newest first, and never all of it at once. Which places fit is found first:
 *
 * <ul>
 *   <li>set aside, or by error: among what was set aside;
 *   <li>otherwise by a walk down the index of places, in windows that grow, through {@value #WALK}
 *       places at most;
 *   <li>by id, key, topic or type what the walk did not reach is found by the filters of {@code
 *       outbox_search}, slot by slot;
 *   <li>otherwise the page ends there, and the next one goes on.
 * </ul>
 *
 * A time is turned into places by bisection. States are worked out for the page only.
 */
final class EntrySearches {
  /** Most places looked at by one call that cannot use the filters. */
  static final long WALK = 120_000;

  /** The same, if each entry's state has to be worked out. */
  private static final long WALK_WITH_STATE = 20_000;

  private static final long FIRST_WINDOW = 2_000;
  private static final int COUNTED = 1_000;

  private final Database database;
  private final LogPlaces places;

  EntrySearches(Database database) {
    this.database = database;
    this.places = new LogPlaces(database);
  }

  Count count(Connection connection, EntrySearch search) throws SQLException {
    EntryPage page = search(connection, search, 0, COUNTED);
    long found = page.items().stream().map(EntryItem::seq).distinct().count();
    return new Count(found, page.hasNext() ? Count.Precision.AT_LEAST : Count.Precision.EXACT);
  }

  EntryPage search(Connection connection, EntrySearch search, long before, int limit)
      throws SQLException {
    if (isSetAside(search)) {
      return setAside(connection, search, before, limit);
    }
    LogPlaces.Range range = places.range(connection, search, before);
    Found found = new Found(limit);
    long rest = search.id() == null ? walk(connection, search, range, found) : range.hi();
    if (!found.full() && rest > range.lo() + 1 && usesFilters(search)) {
      filter(connection, search, new LogPlaces.Range(range.lo(), rest), found);
      rest = range.lo();
    }
    long next = found.full() ? found.last() : rest;
    List<EntryItem> items = EntryRows.items(database, connection, search, found.seqs());
    return new EntryPage(items, next > range.lo() + 1 ? next : 0);
  }

  private static boolean isSetAside(EntrySearch search) {
    return search.error() != null
        || search.state() == EntryState.PARKED
        || search.state() == EntryState.DEAD;
  }

  private static boolean usesFilters(EntrySearch search) {
    return search.id() != null
        || search.key() != null
        || search.topic() != null
        || search.type() != null;
  }

  /** Places of the log that fit, highest first, as many as a page takes. */
  private static final class Found {
    private final int limit;
    private final NavigableSet<Long> seqs = new TreeSet<>();

    Found(int limit) {
      this.limit = limit;
    }

    void add(List<Long> more) {
      seqs.addAll(more);
      while (seqs.size() > limit) {
        seqs.pollFirst();
      }
    }

    boolean full() {
      return seqs.size() >= limit;
    }

    long last() {
      return seqs.first();
    }

    int room() {
      return limit - seqs.size();
    }

    /** How many of them lie above a place. */
    int above(long seq) {
      return seqs.tailSet(seq, false).size();
    }

    List<Long> seqs() {
      return new ArrayList<>(seqs.descendingSet());
    }
  }

  /**
   * Goes down the index of places.
   *
   * @return where it stopped: all places from there up have been looked at
   */
  private long walk(Connection connection, EntrySearch search, LogPlaces.Range range, Found found)
      throws SQLException {
    long end = search.state() == null ? WALK : WALK_WITH_STATE;
    long window = FIRST_WINDOW;
    long looked = 0;
    long hi = range.hi();
    while (hi > range.lo() + 1 && looked < end && !found.full()) {
      long lo = Math.max(range.lo(), hi - window - 1);
      found.add(window(connection, search, new LogPlaces.Range(lo, hi), found.room()));
      looked += hi - lo;
      window *= 4;
      hi = lo > range.lo() ? places.highestBelow(connection, lo + 1) + 1 : lo + 1;
    }
    return Math.max(hi, range.lo() + 1);
  }

  private List<Long> window(
      Connection connection, EntrySearch search, LogPlaces.Range range, int limit)
      throws SQLException {
    Query query = EntryRows.begin(database, search);
    query.add("SELECT e.seq FROM twinbox.outbox e WHERE e.seq > ?", range.lo());
    query.and("e.seq < ?", range.hi());
    EntryRows.conditions(query, search);
    query.add("\nORDER BY e.seq DESC LIMIT ?", limit);
    return query.list(connection, row -> row.getLong(1));
  }

  /**
   * Slot by slot, the newest first. A transaction draws its slot when it begins and its places
   * later, so slots overlap a little: a place counts once nothing higher can come.
   */
  private void filter(Connection connection, EntrySearch search, LogPlaces.Range range, Found found)
      throws SQLException {
    List<LogPlaces.SlotEnd> slots = places.slotsNewestFirst(connection);
    places.forbidWholeScans(connection);
    for (int i = 0; i < slots.size(); i++) {
      found.add(hits(connection, search, range, slots.get(i), found));
      long next = i + 1 < slots.size() ? slots.get(i + 1).highest() : 0;
      if (found.full() && found.above(next) >= found.limit) {
        break;
      }
    }
    places.allowAllScans(connection);
  }

  /**
   * What the filters let through is sorted afterwards, behind a fence (OFFSET 0): asked for in
   * order at once, the planner would rather walk down all places.
   */
  private List<Long> hits(
      Connection connection,
      EntrySearch search,
      LogPlaces.Range range,
      LogPlaces.SlotEnd slot,
      Found found)
      throws SQLException {
    Query query = EntryRows.begin(database, search);
    query.add(
        "SELECT seq FROM (\nSELECT e.seq FROM twinbox.outbox_" + slot.number() + " e WHERE true");
    EntryRows.conditions(query, search);
    query.add("\nOFFSET 0) hit WHERE seq > ? AND seq < ?", range.lo(), range.hi());
    query.add(" ORDER BY seq DESC LIMIT ?", found.limit);
    return query.list(connection, row -> row.getLong(1));
  }

  private EntryPage setAside(Connection connection, EntrySearch search, long before, int limit)
      throws SQLException {
    Query query =
        new Query(
            database,
            "SELECT "
                + EntryRows.PARKED_ITEM
                + " FROM twinbox.parked e WHERE e.state <> 'PUBLISHED'");
    query.and("e.relay = ?", search.relay());
    if (search.state() != null) {
      query.add(" AND e.discarded_at IS NULL AND e.state = '" + search.state().name() + "'");
    }
    EntryRows.contents(query, search);
    if (search.error() != null) {
      query.and("e.error ILIKE ?", '%' + DbText.escapeLike(search.error()) + '%');
    }
    query.and("e.seq < ?", before == 0 ? null : before);
    query.add("\nORDER BY e.seq DESC LIMIT ?", limit);
    List<EntryItem> items = query.list(connection, EntryRows::item);
    boolean more = items.size() == limit;
    return new EntryPage(items, more ? items.get(items.size() - 1).seq() : 0);
  }
}
