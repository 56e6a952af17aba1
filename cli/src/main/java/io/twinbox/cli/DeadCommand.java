package io.twinbox.cli;

import io.twinbox.EntryState;
import io.twinbox.admin.AdminActions;
import io.twinbox.admin.EntryPage;
import io.twinbox.admin.FailureGroup;
import io.twinbox.admin.JobRequest;
import io.twinbox.jdbc.JdbcAdmin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code twinbox dead groups | list | retry | discard}. */
@Command(name = "dead", description = "Dead letters of the outbox: what fails, and what to do.")
final class DeadCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name one of groups, list, retry, discard");
  }

  /** Which letters, and who decides. */
  static final class Letters {
    @Mixin private AdminOptions options = new AdminOptions();
    @Mixin private AdminOptions.Acting acting = new AdminOptions.Acting();
    @Mixin private SearchOptions which = new SearchOptions();

    @Parameters(index = "0", paramLabel = "RELAY", description = "The relay.")
    private String relay = "";

    @Parameters(
        index = "1..*",
        arity = "0..1000",
        paramLabel = "SEQ",
        description = "Entries, at most 1000; none = all that fit, with --all.")
    private List<Long> seqs = new ArrayList<>();

    @Option(names = "--all", description = "All that fit the other options.")
    private boolean all;

    @Option(names = "--dry-run", description = "Only count, with --all.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do it, however many there are, with --all.")
    private boolean yes;

    int apply(CommandSpec spec, boolean retry) {
      if (all == !seqs.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "Name entries, or --all and what they have in common");
      }
      JdbcAdmin admin = options.admin();
      if (all) {
        JobRequest request =
            retry
                ? new JobRequest.RetryAll(relay, which.search())
                : new JobRequest.DiscardAll(relay, which.search());
        return new JobRun(spec, options.json).run(admin, request, acting.act(), dryRun, yes);
      }
      AdminActions actions = admin.actions();
      int changed =
          retry
              ? actions.retry(relay, seqs, acting.act())
              : actions.discard(relay, seqs, acting.act());
      Told told = Told.to(spec);
      if (options.json) {
        told.json(Map.of("asked", seqs.size(), "changed", changed));
      } else {
        told.line(changed + " of " + seqs.size() + (retry ? " put back" : " discarded"));
      }
      return changed == seqs.size() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  @Command(name = "groups", description = "What fails, grouped by what it says; the inbox's too.")
  int groups(@Mixin AdminOptions options) {
    List<FailureGroup> groups = options.admin().queries().failures();
    Told told = Told.to(spec);
    if (options.json) {
      told.json(groups);
    } else {
      told.table(
          List.of("COUNT", "OWNER", "STATE", "TOPIC", "FIRST", "LAST", "EXAMPLE", "MESSAGE"),
          groups.stream()
              .map(
                  it ->
                      List.of(
                          Told.text(it.count()),
                          it.owner(),
                          it.state(),
                          Told.text(it.topic()),
                          Told.time(it.firstSeen()),
                          Told.time(it.lastSeen()),
                          Told.text(it.example()),
                          it.message()))
              .toList());
    }
    return ExitCode.OK;
  }

  @Command(name = "list", description = "Dead letters, newest first.")
  int list(
      @Mixin AdminOptions options,
      @Mixin SearchOptions which,
      @Parameters(arity = "0..1", paramLabel = "RELAY", description = "Of this relay only.")
          @Nullable String relay,
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
    if (limit < 1 || limit > 1_000) {
      throw new ParameterException(spec.commandLine(), "--limit must be 1 to 1000");
    }
    EntryPage page =
        options
            .admin()
            .queries()
            .entries(which.search().withRelay(relay).withState(EntryState.DEAD), before, limit);
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

  @Command(name = "retry", description = "Puts dead letters back at their places in their lanes.")
  int retry(@Mixin Letters letters) {
    return letters.apply(spec, true);
  }

  @Command(name = "discard", description = "Drops dead letters.")
  int discard(@Mixin Letters letters) {
    return letters.apply(spec, false);
  }
}
