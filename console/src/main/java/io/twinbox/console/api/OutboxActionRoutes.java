package io.twinbox.console.api;

import io.twinbox.admin.Act;
import io.twinbox.admin.AdminActions;
import io.twinbox.admin.EntryDetail;
import io.twinbox.admin.EntrySearch;
import io.twinbox.admin.JobRequest;
import io.twinbox.admin.Shown;
import io.twinbox.console.ConsoleDatabase;
import io.twinbox.console.ConsoleRole;
import io.twinbox.console.http.Call;
import io.twinbox.console.http.RefusedException;
import io.twinbox.console.http.Reply;
import io.twinbox.console.http.Route;
import java.util.List;
import java.util.function.BiFunction;

/** What is done to dead letters of the outbox, and the test message. */
final class OutboxActionRoutes {
  private static final String OUTBOX = Databases.PREFIX + "/outbox";

  private final Databases databases;
  private final JobRunner jobs;

  OutboxActionRoutes(Databases databases, JobRunner jobs) {
    this.databases = databases;
    this.jobs = jobs;
  }

  List<Route> routes() {
    return List.of(
        Route.post(OUTBOX + "/retry", ConsoleRole.OPERATOR, this::retry),
        Route.post(OUTBOX + "/discard", ConsoleRole.OPERATOR, this::discard),
        Route.postLarge(OUTBOX + "/entries/{seq}/edit", ConsoleRole.EDITOR, this::edit),
        Route.postLarge(OUTBOX + "/messages", ConsoleRole.OPERATOR, this::publish));
  }

  private Reply retry(Call call) {
    return act(
        call,
        call.body(OutboxRequests.Selection.class),
        JobRequest.RetryAll::new,
        (actions, request) ->
            actions.retry(
                request.relay(), Asked.seqs(request.seqs()), Asked.act(call, request.reason())));
  }

  private Reply discard(Call call) {
    OutboxRequests.Selection request = call.body(OutboxRequests.Selection.class);
    if (!request.countsOnly()) {
      Asked.confirmed("discard", request.confirm());
    }
    return act(
        call,
        request,
        JobRequest.DiscardAll::new,
        (actions, asked) ->
            actions.discard(
                asked.relay(), Asked.seqs(asked.seqs()), Asked.act(call, asked.reason())));
  }

  private Reply act(
      Call call,
      OutboxRequests.Selection request,
      BiFunction<String, EntrySearch, JobRequest> toAll,
      BiFunction<AdminActions, OutboxRequests.Selection, Integer> toSome) {
    ConsoleDatabase database = databases.of(call).database();
    OutboxRequests.Filter filter = request.filter();
    if (filter == null) {
      List<Long> seqs = Asked.seqs(request.seqs());
      return Answers.acted(seqs.size(), toSome.apply(database.actions(), request));
    }
    JobRequest job = toAll.apply(request.relay(), filter.search());
    return request.countsOnly()
        ? Answers.counted(database.jobs().dryRun(job))
        : jobs.begin(database, job, Asked.act(call, request.reason()));
  }

  private Reply edit(Call call) {
    OutboxRequests.Edited request = call.body(OutboxRequests.Edited.class);
    Asked.confirmed("edit", request.confirm());
    ConsoleDatabase database = databases.of(call).database();
    long seq = call.pathSeq();
    EntryDetail entry =
        database
            .queries()
            .entry(seq, request.relay(), Shown.SHOWN)
            .orElseThrow(
                () -> RefusedException.notFound("entry " + seq + " is not there (any more)"));
    Act act = Asked.act(call, request.reason());
    return Answers.changed(
        database.actions().editAndRetry(request.relay(), seq, request.of(entry), act));
  }

  private Reply publish(Call call) {
    OutboxRequests.Appended request = call.body(OutboxRequests.Appended.class);
    Asked.confirmed("publish", request.confirm());
    ConsoleDatabase database = databases.of(call).database();
    Act act = Asked.act(call, request.reason());
    return Reply.json(new Answers.Appended(database.actions().publish(request.message(), act)));
  }
}
