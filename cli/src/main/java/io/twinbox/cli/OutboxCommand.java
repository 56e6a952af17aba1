package io.twinbox.cli;

import io.twinbox.EntryState;
import io.twinbox.Message;
import io.twinbox.admin.EntryDetail;
import io.twinbox.admin.EntryPage;
import io.twinbox.admin.EntrySearch;
import io.twinbox.admin.JobRequest;
import io.twinbox.admin.JobRequest.Replay;
import io.twinbox.admin.Shown;
import io.twinbox.jdbc.JdbcAdmin;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code twinbox outbox list | show | retry | discard | replay | publish}. */
@Command(name = "outbox", description = "Searches, shows and changes what goes out.")
final class OutboxCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name one of list, show, retry, discard, replay, publish");
  }

  @Command(name = "list", description = "Searches the log, newest first.")
  int list(
      @Mixin AdminOptions options,
      @Mixin SearchOptions which,
      @Option(names = "--relay", paramLabel = "NAME", description = "As this relay sees it.")
          @Nullable String relay,
      @Option(
              names = "--state",
              paramLabel = "STATE",
              description = "One of ${COMPLETION-CANDIDATES}.")
          @Nullable EntryState state,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "50",
              description = "At most so many, 1 to 1000. Default: ${DEFAULT-VALUE}.")
          int limit,
      @Option(
              names = "--before",
              paramLabel = "SEQ",
              defaultValue = "0",
              description = "Only entries before this one.")
          long before) {
    requireLimit(limit);
    EntrySearch search = which.search().withRelay(relay).withState(state);
    EntryPage page = options.admin().queries().entries(search, before, limit);
    Told told = Told.to(spec);
    if (options.json) {
      told.json(page);
    } else {
      told.entries(page.items());
      if (page.hasNext()) {
        told.line("More: --before " + page.next());
      }
    }
    return ExitCode.OK;
  }

  private void requireLimit(int limit) {
    if (limit < 1 || limit > 1_000) {
      throw new ParameterException(spec.commandLine(), "--limit must be 1 to 1000");
    }
  }

  @Command(name = "show", description = "One entry with all there is.")
  int show(
      @Mixin AdminOptions options,
      @Parameters(paramLabel = "SEQ", description = "Its place in the log.") long seq,
      @Option(names = "--relay", paramLabel = "NAME", description = "As this relay sees it.")
          @Nullable String relay,
      @Option(
              names = "--contents",
              description = "Payload and headers too; the database's role must be allowed to.")
          boolean contents) {
    Optional<EntryDetail> found =
        options.admin().queries().entry(seq, relay, contents ? Shown.SHOWN : Shown.HIDDEN);
    if (found.isEmpty()) {
      return missing("There is no entry " + seq + " (any more)");
    }
    Told told = Told.to(spec);
    if (options.json) {
      told.json(found.get());
    } else {
      show(told, found.get());
    }
    return ExitCode.OK;
  }

  private static void show(Told told, EntryDetail entry) {
    told.line("entry " + entry.item().seq() + ", id " + entry.item().id());
    told.line(entry.item().state() + " for relay " + Told.text(entry.item().relay()));
    told.line("topic " + entry.item().topic() + ", key " + Told.text(entry.item().key()));
    told.line("type " + entry.item().type() + ", " + entry.contentType());
    told.line("occurred   " + Told.time(entry.item().occurredAt()));
    told.line("claimed    " + Told.text(entry.claimedAt()) + ", batch " + entry.batch());
    told.line("published  " + Told.text(entry.item().publishedAt()));
    if (entry.parkedAt() != null) {
      told.line("set aside  " + Told.text(entry.parkedAt()) + ", lane " + Told.text(entry.lane()));
    }
    entry
        .failures()
        .forEach(
            it ->
                told.line(
                    "  attempt " + it.attempt() + " " + Told.time(it.at()) + " " + it.error()));
    entry.edits().forEach(it -> told.line("  edited by " + it.actor() + " " + Told.time(it.at())));
    entry.headers().forEach((name, value) -> told.line("  " + name + ": " + value));
    if (entry.payload() != null) {
      told.line(new String(entry.payload(), StandardCharsets.UTF_8));
    }
  }

  private int missing(String what) {
    spec.commandLine().getErr().println("twinbox: " + what);
    spec.commandLine().getErr().flush();
    return ExitCode.SOFTWARE;
  }

  @Command(name = "retry", description = "Puts dead letters back at their places in their lanes.")
  int retry(@Mixin DeadCommand.Letters letters) {
    return letters.apply(spec, true);
  }

  @Command(name = "discard", description = "Drops dead letters.")
  int discard(@Mixin DeadCommand.Letters letters) {
    return letters.apply(spec, false);
  }

  @Command(
      name = "replay",
      description = {
        "Appends again what was published, in its order, each entry once.",
        "Interrupted, it goes on with: twinbox job resume ID."
      })
  int replay(
      @Mixin AdminOptions options,
      @Mixin AdminOptions.Acting acting,
      @Mixin SearchOptions which,
      @Parameters(paramLabel = "RELAY", description = "Which relay published it.") String relay,
      @Option(
              names = "--target",
              paramLabel = "TOPIC",
              description = "Where it goes to. Default: each to its own topic.")
          @Nullable String target,
      @Option(
              names = "--new-ids",
              description = {
                "With new ids: every consumer handles them again.",
                "Without, consumers that deduplicate drop what they had."
              })
          boolean newIds,
      @Option(names = "--dry-run", description = "Only count.") boolean dryRun,
      @Option(names = "--yes", description = "Do it, however many there are.") boolean yes) {
    JdbcAdmin admin = options.admin();
    Replay.Ids ids = newIds ? Replay.Ids.NEW : Replay.Ids.KEPT;
    JobRequest request = new Replay(relay, which.search(), target, ids);
    return new JobRun(spec, options.json).run(admin, request, acting.act(), dryRun, yes);
  }

  @Command(name = "publish", description = "Appends a test message, to see whether it arrives.")
  int publish(
      @Mixin AdminOptions options,
      @Mixin AdminOptions.Acting acting,
      @Parameters(paramLabel = "TOPIC", description = "The topic.") String topic,
      @Option(names = "--message-key", paramLabel = "KEY", description = "The ordering key.")
          @Nullable String key,
      @Option(
              names = "--type",
              paramLabel = "NAME",
              defaultValue = "TwinboxTest",
              description = "The kind of message. Default: ${DEFAULT-VALUE}.")
          String type,
      @Option(
              names = "--channel",
              paramLabel = "NAME",
              defaultValue = "kafka",
              description = "The channel. Default: ${DEFAULT-VALUE}.")
          String channel,
      @Option(
              names = "--text",
              paramLabel = "TEXT",
              defaultValue = "{}",
              description = "The payload. Default: ${DEFAULT-VALUE}.")
          String text) {
    Message message;
    try {
      message =
          Message.builder().channel(channel).topic(topic).key(key).type(type).text(text).build();
    } catch (RuntimeException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    long seq = options.admin().actions().publish(message, acting.act());
    Told told = Told.to(spec);
    if (options.json) {
      told.json(Map.of("seq", seq, "id", message.id()));
    } else {
      told.line("appended entry " + seq + ": twinbox outbox show " + seq);
    }
    return ExitCode.OK;
  }
}
