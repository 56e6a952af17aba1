package io.twinbox.console.api;

import io.twinbox.console.http.Call;
import io.twinbox.console.http.RefusedException;
import io.twinbox.console.live.Boards;
import io.twinbox.console.live.DatabaseBoard;

/** Finds the database a request is about. */
final class Databases {
  static final String PREFIX = Api.PREFIX + "/databases/{database}";

  private final Boards boards;

  Databases(Boards boards) {
    this.boards = boards;
  }

  DatabaseBoard of(Call call) {
    DatabaseBoard board =
        boards
            .find(call.path("database"))
            .orElseThrow(() -> RefusedException.notFound("there is no such database"));
    if (!call.request().getMethod().equals("GET")) {
      // Who acts looks right after.
      board.forget();
    }
    return board;
  }
}
