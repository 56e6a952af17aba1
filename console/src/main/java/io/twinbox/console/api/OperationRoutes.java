package io.twinbox.console.api;

import io.twinbox.admin.AuditEntry;
import io.twinbox.admin.AuditSearch;
import io.twinbox.admin.DatabaseHealth;
import io.twinbox.admin.Nodes;
import io.twinbox.admin.Shown;
import io.twinbox.console.ConsoleRole;
import io.twinbox.console.http.Call;
import io.twinbox.console.http.Cursor;
import io.twinbox.console.http.Query;
import io.twinbox.console.http.Reply;
import io.twinbox.console.http.Route;
import io.twinbox.console.live.DatabaseBoard;
import java.util.List;

/** The database's health, who works, and who did what. */
final class OperationRoutes {
  private final Databases databases;

  OperationRoutes(Databases databases) {
    this.databases = databases;
  }

  List<Route> routes() {
    return List.of(
        Route.get(Databases.PREFIX + "/waiting", ConsoleRole.VIEWER, this::waiting),
        Route.get(Databases.PREFIX + "/nodes", ConsoleRole.VIEWER, this::nodes),
        Route.get(Databases.PREFIX + "/audit", ConsoleRole.VIEWER, this::audit));
  }

  private Reply waiting(Call call) {
    call.query();
    DatabaseBoard board = databases.of(call);
    Shown queries = call.caller().is(ConsoleRole.ADMIN) ? Shown.SHOWN : Shown.HIDDEN;
    DatabaseHealth health =
        board.answer("waiting", queries, () -> board.database().queries().databaseHealth(queries));
    return Reply.json(WaitingView.of(health));
  }

  private Reply nodes(Call call) {
    call.query();
    DatabaseBoard board = databases.of(call);
    Nodes nodes = board.answer("nodes", "", () -> board.database().queries().nodes());
    return Reply.json(NodesView.of(nodes, board.pulse().relaysHere()));
  }

  private Reply audit(Call call) {
    DatabaseBoard board = databases.of(call);
    Query query = call.query("actor", "action", "subject", "from", "to", "cursor", "limit");
    query.requireOrder("from", "to");
    AuditSearch search =
        new AuditSearch(
            query.text("actor", 200),
            query.text("action", 100),
            query.text("subject", 300),
            query.time("from"),
            query.time("to"));
    Long before = Cursor.place(query);
    int limit = query.limit();
    List<AuditEntry> rows =
        board.answer(
            "audit",
            query.canonical(),
            () -> board.database().queries().audit(search, before == null ? 0 : before, limit));
    return Reply.json(
        new Page<>(rows, rows.size() < limit ? null : Cursor.at(rows.get(limit - 1).id(), query)));
  }
}
