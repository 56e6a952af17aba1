package io.twinbox.console.api;

import io.twinbox.admin.Job;
import io.twinbox.console.ConsoleDatabase;
import io.twinbox.console.ConsoleRole;
import io.twinbox.console.http.Call;
import io.twinbox.console.http.RefusedException;
import io.twinbox.console.http.Reply;
import io.twinbox.console.http.Route;
import io.twinbox.console.live.DatabaseBoard;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What takes longer: replays, and retries and discards of all that fits. */
final class JobRoutes {
  private static final int LATEST = 100;

  private final Databases databases;
  private final JobRunner runner;

  JobRoutes(Databases databases, JobRunner runner) {
    this.databases = databases;
    this.runner = runner;
  }

  List<Route> routes() {
    return List.of(
        Route.post(Databases.PREFIX + "/replays", ConsoleRole.OPERATOR, this::replay),
        Route.get(Databases.PREFIX + "/jobs", ConsoleRole.VIEWER, this::jobs),
        Route.get(Databases.PREFIX + "/jobs/{job}", ConsoleRole.VIEWER, this::job),
        Route.post(Databases.PREFIX + "/jobs/{job}/cancel", ConsoleRole.OPERATOR, this::cancel));
  }

  private Reply replay(Call call) {
    ConsoleDatabase database = databases.of(call).database();
    OutboxRequests.Replayed request = call.body(OutboxRequests.Replayed.class);
    if (request.countsOnly()) {
      return Answers.counted(database.jobs().dryRun(request.job()));
    }
    Asked.confirmed("replay", request.confirm());
    return runner.begin(database, request.job(), Asked.act(call, request.reason()));
  }

  private Reply jobs(Call call) {
    call.query();
    DatabaseBoard board = databases.of(call);
    List<Job> jobs = board.answer("jobs", "", () -> board.database().jobs().latest(LATEST));
    return Reply.json(Map.of("items", jobs));
  }

  private Reply job(Call call) {
    call.query();
    DatabaseBoard board = databases.of(call);
    UUID id = Asked.job(call);
    return Reply.json(board.answer("job", id, () -> find(board, id)));
  }

  private Reply cancel(Call call) {
    DatabaseBoard board = databases.of(call);
    UUID id = Asked.job(call);
    Because because = call.body(Because.class);
    find(board, id);
    return Answers.changed(board.database().jobs().cancel(id, Asked.act(call, because.reason())));
  }

  private static Job find(DatabaseBoard board, UUID id) {
    return board
        .database()
        .jobs()
        .find(id)
        .orElseThrow(() -> RefusedException.notFound("there is no such job"));
  }

  /** As the document says. */
  record Because(String reason) {
    Because {
      reason = Asked.reason(reason);
    }
  }
}
