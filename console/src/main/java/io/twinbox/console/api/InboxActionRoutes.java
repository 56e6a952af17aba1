package io.twinbox.console.api;

import io.twinbox.RecordFault;
import io.twinbox.RecordState;
import io.twinbox.admin.Act;
import io.twinbox.admin.Count;
import io.twinbox.admin.InboxAdmin;
import io.twinbox.admin.InboxFilter;
import io.twinbox.admin.InboxItem;
import io.twinbox.admin.RecordSearch;
import io.twinbox.console.ConsoleDatabase;
import io.twinbox.console.ConsoleRole;
import io.twinbox.console.http.Call;
import io.twinbox.console.http.RefusedException;
import io.twinbox.console.http.Reply;
import io.twinbox.console.http.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done to stored records of the inbox. */
final class InboxActionRoutes {
  private final Databases databases;

  InboxActionRoutes(Databases databases) {
    this.databases = databases;
  }

  List<Route> routes() {
    return List.of(
        Route.post(Databases.PREFIX + "/inbox/retry", ConsoleRole.OPERATOR, this::retry),
        Route.post(Databases.PREFIX + "/inbox/discard", ConsoleRole.OPERATOR, this::discard));
  }

  private Reply retry(Call call) {
    return act(call, call.body(Selection.class), InboxAdmin::retry, InboxAdmin::retry);
  }

  private Reply discard(Call call) {
    Selection selection = call.body(Selection.class);
    if (!selection.countsOnly()) {
      Asked.confirmed("discard", selection.confirm());
    }
    return act(call, selection, InboxAdmin::discard, InboxAdmin::discard);
  }

  private Reply act(Call call, Selection selection, ToOne toOne, ToAll toAll) {
    ConsoleDatabase database = databases.of(call).database();
    Act act = Asked.act(call, selection.reason());
    Filter filter = selection.filter();
    if (filter == null) {
      List<Long> seqs = Asked.seqs(selection.seqs());
      int changed = 0;
      for (long seq : seqs) {
        // Each is an act of its own; the key would say that all but the first were done.
        if (toOne.act(database.inbox(), selection.consumer(), seq, act.withKey(null))) {
          changed++;
        }
      }
      return Answers.acted(seqs.size(), changed);
    }
    InboxFilter fitting = filter.of(selection.consumer());
    if (selection.countsOnly()) {
      return counted(database, fitting);
    }
    int changed = toAll.act(database.inbox(), fitting, act.withKey(null));
    return Answers.some(changed, changed == InboxAdmin.MAX_PAGE);
  }

  private static Reply counted(ConsoleDatabase database, InboxFilter filter) {
    List<InboxItem> items =
        database
            .queries()
            .records(new RecordSearch(filter, null, null, null), 0, InboxAdmin.MAX_PAGE);
    long fitting = items.stream().filter(item -> item.discardedAt() == null).count();
    return Answers.counted(
        new Count(
            fitting,
            items.size() < InboxAdmin.MAX_PAGE ? Count.Precision.EXACT : Count.Precision.AT_LEAST));
  }

  @FunctionalInterface
  private interface ToOne {
    boolean act(InboxAdmin inbox, String consumer, long seq, Act act);
  }

  @FunctionalInterface
  private interface ToAll {
    int act(InboxAdmin inbox, InboxFilter filter, Act act);
  }

  /** As the document says. */
  record Selection(
      String consumer,
      @Nullable List<Long> seqs,
      @Nullable Filter filter,
      @Nullable Boolean dryRun,
      String reason,
      @Nullable String confirm) {
    Selection {
      Asked.required("consumer", consumer, Asked.MAX_NAME);
      reason = Asked.reason(reason);
      if ((seqs == null) == (filter == null)) {
        throw RefusedException.invalid("give either seqs or a filter");
      }
      if (filter == null && Boolean.TRUE.equals(dryRun)) {
        throw RefusedException.invalid("a dry run counts what fits a filter");
      }
    }

    boolean countsOnly() {
      return Boolean.TRUE.equals(dryRun);
    }
  }

  /** As the document says. */
  record Filter(
      @Nullable RecordState state,
      @Nullable RecordFault fault,
      @Nullable String topic,
      @Nullable String type) {
    Filter {
      Asked.optional("topic", topic, 249);
      Asked.optional("type", type, 200);
    }

    InboxFilter of(String consumer) {
      return new InboxFilter(consumer, state, fault, topic, type);
    }
  }
}
