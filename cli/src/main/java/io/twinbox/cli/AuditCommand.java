package io.twinbox.cli;

import io.twinbox.admin.AuditEntry;
import io.twinbox.admin.AuditSearch;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code twinbox audit}. */
@Command(name = "audit", description = "Who did what, when, to how many and why; latest first.")
final class AuditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AdminOptions options;

  @Option(names = "--by", paramLabel = "NAME", description = "Who.")
  private @Nullable String actor;

  @Option(names = "--action", paramLabel = "NAME", description = "What: pause, retry, edit …")
  private @Nullable String action;

  @Option(
      names = "--subject",
      paramLabel = "TEXT",
      description = "The beginning of what it was done to.")
  private @Nullable String subject;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "At or after: 2026-01-31T12:00:00Z, or 2h, 30m, 7d ago.")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "Before: the same.")
  private @Nullable Instant to;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many, 1 to 1000. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  public Integer call() {
    if (limit < 1 || limit > 1_000) {
      throw new ParameterException(spec.commandLine(), "--limit must be 1 to 1000");
    }
    List<AuditEntry> rows =
        options
            .admin()
            .queries()
            .audit(new AuditSearch(actor, action, subject, from, to), 0, limit);
    Told told = Told.to(spec);
    if (options.json) {
      told.json(rows);
    } else {
      told.table(
          List.of("AT", "WHO", "WHAT", "TO", "DETAILS", "WHY"),
          rows.stream()
              .map(
                  it ->
                      List.of(
                          Told.time(it.at()),
                          it.actor(),
                          it.action(),
                          it.subject(),
                          it.details().isEmpty() ? "-" : it.details().toString(),
                          Told.text(it.reason())))
              .toList());
    }
    return ExitCode.OK;
  }
}
