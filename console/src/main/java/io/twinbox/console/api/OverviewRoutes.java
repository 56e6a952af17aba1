package io.twinbox.console.api;

import io.twinbox.console.ConsoleRole;
import io.twinbox.console.http.Call;
import io.twinbox.console.http.Reply;
import io.twinbox.console.http.Route;
import io.twinbox.console.live.History;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How it stands now, and how it stood. */
final class OverviewRoutes {
  private final Databases databases;

  OverviewRoutes(Databases databases) {
    this.databases = databases;
  }

  List<Route> routes() {
    return List.of(
        Route.get(Databases.PREFIX + "/overview", ConsoleRole.VIEWER, this::overview),
        Route.get(Databases.PREFIX + "/overview/history", ConsoleRole.VIEWER, this::history),
        Route.get(Databases.PREFIX + "/inbox/consumers", ConsoleRole.VIEWER, this::consumers));
  }

  private Reply overview(Call call) {
    call.query();
    return Reply.json(OverviewView.of(databases.of(call).pulse()));
  }

  private Reply consumers(Call call) {
    call.query();
    return Reply.json(Map.of("items", OverviewView.of(databases.of(call).pulse()).consumers()));
  }

  private Reply history(Call call) {
    int minutes = call.query("minutes").number("minutes", 1, 24 * 60, 60);
    History.Columns columns = databases.of(call).history().last(minutes, Instant.now());
    Map<String, Object> flat = new LinkedHashMap<>();
    flat.put("stepSeconds", columns.stepSeconds());
    flat.put("at", columns.at());
    flat.putAll(columns.columns());
    return Reply.json(flat);
  }
}
