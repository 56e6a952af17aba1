package io.twinbox.console.api;

import io.twinbox.EntryState;
import io.twinbox.admin.Count;
import io.twinbox.admin.EntryDetail;
import io.twinbox.admin.EntryPage;
import io.twinbox.admin.EntrySearch;
import io.twinbox.admin.Shown;
import io.twinbox.console.ConsoleRole;
import io.twinbox.console.http.Call;
import io.twinbox.console.http.Cursor;
import io.twinbox.console.http.Problem;
import io.twinbox.console.http.Query;
import io.twinbox.console.http.RefusedException;
import io.twinbox.console.http.Reply;
import io.twinbox.console.http.Route;
import io.twinbox.console.live.DatabaseBoard;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The entries of the log. */
final class OutboxRoutes {
  private static final String ENTRIES = Databases.PREFIX + "/outbox/entries";

  private final Databases databases;

  OutboxRoutes(Databases databases) {
    this.databases = databases;
  }

  List<Route> routes() {
    return List.of(
        Route.get(Databases.PREFIX + "/outbox/counts", ConsoleRole.VIEWER, this::counts),
        Route.get(ENTRIES, ConsoleRole.VIEWER, this::entries),
        Route.get(ENTRIES + "/{seq}", ConsoleRole.VIEWER, this::entry),
        Route.get(ENTRIES + "/{seq}/payload", ConsoleRole.PAYLOAD_VIEWER, this::payload),
        Route.get(ENTRIES + "/{seq}/payload/download", ConsoleRole.PAYLOAD_VIEWER, this::download));
  }

  private Reply counts(Call call) {
    DatabaseBoard board = databases.of(call);
    String relay = call.query("relay").text("relay", 100);
    Map<EntryState, OverviewView.Counted> counts =
        board.answer("counts", relay == null ? "" : relay, () -> counts(board, relay));
    return Reply.json(counts);
  }

  private static Map<EntryState, OverviewView.Counted> counts(
      DatabaseBoard board, @Nullable String relay) {
    List<String> relays =
        relay == null
            ? board.pulse().overview().relays().stream().map(it -> it.report().name()).toList()
            : List.of(relay);
    Map<EntryState, Count> sum = new EnumMap<>(EntryState.class);
    for (EntryState state : EntryState.values()) {
      sum.put(state, Count.exact(0));
    }
    relays.forEach(
        name ->
            board
                .database()
                .queries()
                .counts(name)
                .forEach((state, count) -> sum.merge(state, count, OutboxRoutes::plus)));
    Map<EntryState, OverviewView.Counted> counted = new EnumMap<>(EntryState.class);
    sum.forEach((state, count) -> counted.put(state, OverviewView.Counted.of(count)));
    return counted;
  }

  /** As sure as the less sure of both. */
  private static Count plus(Count one, Count other) {
    Count.Precision precision =
        one.precision() == Count.Precision.EXACT ? other.precision() : one.precision();
    return new Count(one.value() + other.value(), precision);
  }

  private Reply entries(Call call) {
    DatabaseBoard board = databases.of(call);
    Query query =
        call.query(
            "relay", "state", "id", "topic", "key", "type", "from", "to", "header", "error",
            "cursor", "limit");
    EntrySearch search = search(call, query);
    Long before = Cursor.place(query);
    int limit = query.limit();
    EntryPage page =
        board.answer(
            "entries",
            query.canonical(),
            () -> board.database().queries().entries(search, before == null ? 0 : before, limit));
    return Reply.json(
        new Page<>(
            page.items().stream().map(EntryView.Item::of).toList(),
            page.hasNext() ? Cursor.at(page.next(), query) : null));
  }

  private static EntrySearch search(Call call, Query query) {
    query.requireOrder("from", "to");
    EntrySearch search =
        EntrySearch.ALL
            .withRelay(query.text("relay", 100))
            .withState(query.one("state", EntryState.class))
            .withId(query.uuid("id"))
            .withTopic(query.text("topic", 249))
            .withKey(query.text("key", 2048))
            .withType(query.text("type", 200))
            .between(query.time("from"), query.time("to"))
            .withError(query.text("error", 200));
    String header = query.text("header", 500);
    if (header == null) {
      return search;
    }
    if (!call.caller().is(ConsoleRole.PAYLOAD_VIEWER)) {
      throw new RefusedException(
          Problem.FORBIDDEN, "to search by header needs the role " + ConsoleRole.PAYLOAD_VIEWER);
    }
    int equals = header.indexOf('=');
    return equals < 0
        ? search.withHeader(header, null)
        : search.withHeader(header.substring(0, equals), header.substring(equals + 1));
  }

  private Reply entry(Call call) {
    DatabaseBoard board = databases.of(call);
    String relay = call.query("relay").text("relay", 100);
    long seq = call.pathSeq();
    boolean shown = call.caller().is(ConsoleRole.PAYLOAD_VIEWER);
    EntryView view =
        board.answer(
            "entry",
            List.of(seq, shown, relay == null ? "" : relay),
            () -> EntryView.of(find(board, seq, relay, shown ? Shown.SHOWN : Shown.HIDDEN), shown));
    return Reply.json(view);
  }

  private Reply payload(Call call) {
    call.query();
    EntryDetail entry = find(databases.of(call), call.pathSeq(), null, Shown.SHOWN);
    return Reply.json(PayloadView.of(entry.contentType(), entry.payload()));
  }

  private Reply download(Call call) {
    call.query();
    EntryDetail entry = find(databases.of(call), call.pathSeq(), null, Shown.SHOWN);
    return PayloadView.file("entry-" + entry.item().seq(), entry.payload());
  }

  private static EntryDetail find(
      DatabaseBoard board, long seq, @Nullable String relay, Shown contents) {
    return board
        .database()
        .queries()
        .entry(seq, relay, contents)
        .orElseThrow(() -> RefusedException.notFound("entry " + seq + " is not there (any more)"));
  }
}
