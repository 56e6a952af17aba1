package io.twinbox.cli;

import io.twinbox.RecordFault;
import io.twinbox.RecordState;
import io.twinbox.admin.Act;
import io.twinbox.admin.AdminQueries;
import io.twinbox.admin.ConsumerOverview;
import io.twinbox.admin.InboxAdmin;
import io.twinbox.admin.InboxFilter;
import io.twinbox.admin.InboxItem;
import io.twinbox.admin.InboxLetter;
import io.twinbox.admin.RecordSearch;
import io.twinbox.admin.Shown;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code twinbox inbox consumers | list | show | retry | discard | pause | resume}. */
@Command(name = "inbox", description = "Consumers and the records they have stored.")
final class InboxCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name one of consumers, list, show, retry, discard, pause, resume");
  }

  /** Which records. */
  static final class Which {
    @Option(
        names = "--state",
        paramLabel = "STATE",
        description = "One of ${COMPLETION-CANDIDATES}.")
    private @Nullable RecordState state;

    @Option(
        names = "--fault",
        paramLabel = "FAULT",
        description = "One of ${COMPLETION-CANDIDATES}.")
    private @Nullable RecordFault fault;

    @Option(names = "--topic", paramLabel = "NAME", description = "The topic.")
    private @Nullable String topic;

    @Option(names = "--type", paramLabel = "NAME", description = "The kind of message.")
    private @Nullable String type;

    InboxFilter filter(String consumer) {
      return new InboxFilter(consumer, state, fault, topic, type);
    }
  }

  @Command(name = "consumers", description = "The consumers and how they stand.")
  int consumers(@Mixin AdminOptions options) {
    List<ConsumerOverview> consumers = options.admin().queries().overview().consumers();
    Told told = Told.to(spec);
    if (options.json) {
      told.json(consumers);
    } else {
      told.table(
          List.of("CONSUMER", "STORED", "PARKED", "DEAD", "NODES", "HEALTH"),
          consumers.stream()
              .map(
                  it ->
                      List.of(
                          it.name(),
                          Told.text(it.backlog()),
                          Told.text(it.parked()),
                          Told.text(it.dead()),
                          Told.text(it.nodes().size()),
                          StatusCommand.sentence(it.health())))
              .toList());
    }
    return ExitCode.OK;
  }

  @Command(name = "list", description = "Searches the stored records, newest first.")
  int list(
      @Mixin AdminOptions options,
      @Mixin Which which,
      @Parameters(paramLabel = "CONSUMER", description = "The consumer.") String consumer,
      @Option(names = "--id", paramLabel = "UUID", description = "What it is deduplicated by.")
          @Nullable UUID id,
      @Option(names = "--message-key", paramLabel = "KEY", description = "Its key.")
          @Nullable String key,
      @Option(names = "--error", paramLabel = "TEXT", description = "Part of its last error.")
          @Nullable String error,
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
              description = "Only records before this one.")
          long before) {
    if (limit < 1 || limit > AdminQueries.MAX_PAGE) {
      throw new ParameterException(spec.commandLine(), "--limit must be 1 to 1000");
    }
    RecordSearch search = new RecordSearch(which.filter(consumer), id, key, error);
    List<InboxItem> items = options.admin().queries().records(search, before, limit);
    Told told = Told.to(spec);
    if (options.json) {
      told.json(items);
    } else {
      told.records(items);
    }
    return ExitCode.OK;
  }

  @Command(name = "show", description = "One stored record with all there is.")
  int show(
      @Mixin AdminOptions options,
      @Parameters(index = "0", paramLabel = "CONSUMER", description = "The consumer.")
          String consumer,
      @Parameters(index = "1", paramLabel = "SEQ", description = "Its place.") long seq,
      @Option(
              names = "--contents",
              description = "Payload and headers too; the database's role must be allowed to.")
          boolean contents) {
    Optional<InboxLetter> found =
        options.admin().queries().record(consumer, seq, contents ? Shown.SHOWN : Shown.HIDDEN);
    if (found.isEmpty()) {
      spec.commandLine().getErr().println("twinbox: There is no record " + seq + " (any more)");
      spec.commandLine().getErr().flush();
      return ExitCode.SOFTWARE;
    }
    Told told = Told.to(spec);
    if (options.json) {
      told.json(found.get());
    } else {
      show(told, found.get());
    }
    return ExitCode.OK;
  }

  private static void show(Told told, InboxLetter letter) {
    InboxItem item = letter.item();
    told.line("record " + item.seq() + ", id " + letter.idText());
    told.line(item.state() + ", attempts " + item.attempts() + ", " + Told.text(item.fault()));
    told.line(
        "topic " + item.topic() + ", partition " + item.partition() + ", offset " + item.offset());
    told.line("received " + Told.time(item.receivedAt()));
    told.line("error: " + Told.text(item.error()));
    letter.headers().forEach(it -> told.line("  " + it.name() + ": " + text(it.value())));
    if (letter.payload() != null) {
      told.line(text(letter.payload()));
    }
    if (letter.stack() != null) {
      told.line(letter.stack());
    }
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "-" : new String(bytes, StandardCharsets.UTF_8);
  }

  /** Which letters, and who decides. */
  static final class Letters {
    @Mixin private AdminOptions options = new AdminOptions();
    @Mixin private AdminOptions.Acting acting = new AdminOptions.Acting();
    @Mixin private Which which = new Which();

    @Parameters(index = "0", paramLabel = "CONSUMER", description = "The consumer.")
    private String consumer = "";

    @Parameters(
        index = "1..*",
        arity = "0..1000",
        paramLabel = "SEQ",
        description = "Records; none = all that fit, with --all.")
    private List<Long> seqs = new ArrayList<>();

    @Option(names = "--all", description = "All that fit the other options.")
    private boolean all;
  }

  @Command(name = "retry", description = "Has records handled again.")
  int retry(@Mixin Letters letters) {
    return apply(letters, true);
  }

  @Command(name = "discard", description = "Drops records: they are never handled.")
  int discard(@Mixin Letters letters) {
    return apply(letters, false);
  }

  private int apply(Letters letters, boolean retry) {
    if (letters.all == !letters.seqs.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Name records, or --all and what they have in common");
    }
    InboxAdmin inbox = letters.options.admin().inbox();
    Act act = letters.acting.act();
    int changed = letters.all ? all(inbox, letters, act, retry) : each(inbox, letters, act, retry);
    Told told = Told.to(spec);
    if (letters.options.json) {
      told.json(Map.of("changed", changed));
    } else {
      told.line(changed + (retry ? " put back" : " discarded"));
    }
    return letters.all || changed == letters.seqs.size() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** Each call has a key of its own: a part that was done is not what is done next. */
  private static int all(InboxAdmin inbox, Letters letters, Act act, boolean retry) {
    InboxFilter given = letters.which.filter(letters.consumer);
    InboxFilter filter = given.state() == null ? given.withState(RecordState.DEAD) : given;
    int total = 0;
    int part = 0;
    int changed;
    do {
      Act once = act.key() == null ? act : act.withKey(act.key() + "/" + part++);
      changed = retry ? inbox.retry(filter, once) : inbox.discard(filter, once);
      total += changed;
    } while (changed == InboxAdmin.MAX_PAGE);
    return total;
  }

  private static int each(InboxAdmin inbox, Letters letters, Act act, boolean retry) {
    int changed = 0;
    for (long seq : letters.seqs) {
      Act once = act.key() == null ? act : act.withKey(act.key() + "/" + seq);
      boolean done =
          retry
              ? inbox.retry(letters.consumer, seq, once)
              : inbox.discard(letters.consumer, seq, once);
      changed += done ? 1 : 0;
    }
    return changed;
  }

  @Command(name = "pause", description = "Lets all nodes of a consumer begin nothing new.")
  int pause(
      @Mixin AdminOptions options,
      @Mixin AdminOptions.Acting acting,
      @Parameters(paramLabel = "CONSUMER", description = "The consumer.") String consumer) {
    boolean changed = options.admin().actions().pauseConsumer(consumer, acting.act());
    return tell(options, changed, changed ? "paused, within 5 seconds" : "was paused already");
  }

  @Command(name = "resume", description = "Lets a paused consumer go on.")
  int resume(
      @Mixin AdminOptions options,
      @Mixin AdminOptions.Acting acting,
      @Parameters(paramLabel = "CONSUMER", description = "The consumer.") String consumer) {
    boolean changed = options.admin().actions().resumeConsumer(consumer, acting.act());
    return tell(options, changed, changed ? "resumed, within 5 seconds" : "was not paused");
  }

  private int tell(AdminOptions options, boolean changed, String text) {
    Told told = Told.to(spec);
    if (options.json) {
      told.json(Map.of("changed", changed));
    } else {
      told.line(text);
    }
    return ExitCode.OK;
  }
}
