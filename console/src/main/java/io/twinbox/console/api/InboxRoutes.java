package io.twinbox.console.api;

import io.twinbox.RecordFault;
import io.twinbox.RecordState;
import io.twinbox.admin.InboxFilter;
import io.twinbox.admin.InboxItem;
import io.twinbox.admin.InboxLetter;
import io.twinbox.admin.RecordSearch;
import io.twinbox.admin.Shown;
import io.twinbox.console.ConsoleRole;
import io.twinbox.console.http.Call;
import io.twinbox.console.http.Cursor;
import io.twinbox.console.http.Query;
import io.twinbox.console.http.RefusedException;
import io.twinbox.console.http.Reply;
import io.twinbox.console.http.Route;
import io.twinbox.console.live.DatabaseBoard;
import java.util.List;

/** The stored records of the consumers. */
final class InboxRoutes {
  private static final String RECORDS = Databases.PREFIX + "/inbox/records";

  private final Databases databases;

  InboxRoutes(Databases databases) {
    this.databases = databases;
  }

  List<Route> routes() {
    return List.of(
        Route.get(RECORDS, ConsoleRole.VIEWER, this::records),
        Route.get(RECORDS + "/{seq}", ConsoleRole.VIEWER, this::record),
        Route.get(RECORDS + "/{seq}/payload", ConsoleRole.PAYLOAD_VIEWER, this::payload),
        Route.get(RECORDS + "/{seq}/payload/download", ConsoleRole.PAYLOAD_VIEWER, this::download));
  }

  private Reply records(Call call) {
    DatabaseBoard board = databases.of(call);
    Query query =
        call.query(
            "consumer",
            "state",
            "fault",
            "topic",
            "type",
            "key",
            "messageId",
            "error",
            "cursor",
            "limit");
    RecordSearch search =
        new RecordSearch(
            new InboxFilter(
                query.requiredText("consumer", 100),
                query.one("state", RecordState.class),
                query.one("fault", RecordFault.class),
                query.text("topic", 249),
                query.text("type", 200)),
            query.uuid("messageId"),
            query.text("key", 2048),
            query.text("error", 200));
    Long before = Cursor.place(query);
    int limit = query.limit();
    List<InboxItem> items =
        board.answer(
            "records",
            query.canonical(),
            () -> board.database().queries().records(search, before == null ? 0 : before, limit));
    return Reply.json(
        new Page<>(
            items.stream().map(RecordView.Item::of).toList(),
            // A full page may be the last one: the next is empty then.
            items.size() < limit ? null : Cursor.at(items.get(limit - 1).seq(), query)));
  }

  private Reply record(Call call) {
    DatabaseBoard board = databases.of(call);
    String consumer = consumer(call);
    long seq = call.pathSeq();
    boolean shown = call.caller().is(ConsoleRole.PAYLOAD_VIEWER);
    RecordView view =
        board.answer(
            "record",
            List.of(consumer, seq, shown),
            () ->
                RecordView.of(
                    find(board, consumer, seq, shown ? Shown.SHOWN : Shown.HIDDEN), shown));
    return Reply.json(view);
  }

  private Reply payload(Call call) {
    InboxLetter record = find(databases.of(call), consumer(call), call.pathSeq(), Shown.SHOWN);
    return Reply.json(PayloadView.of(RecordView.contentType(record), record.payload()));
  }

  private Reply download(Call call) {
    InboxLetter record = find(databases.of(call), consumer(call), call.pathSeq(), Shown.SHOWN);
    return PayloadView.file("record-" + record.item().seq(), record.payload());
  }

  private static String consumer(Call call) {
    return call.query("consumer").requiredText("consumer", 100);
  }

  private static InboxLetter find(DatabaseBoard board, String consumer, long seq, Shown contents) {
    return board
        .database()
        .queries()
        .record(consumer, seq, contents)
        .orElseThrow(() -> RefusedException.notFound("record " + seq + " is not there (any more)"));
  }
}
