package io.twinbox.cli;

import io.twinbox.admin.AdminQueries;
import io.twinbox.admin.ConsumerOverview;
import io.twinbox.admin.HealthSentence;
import io.twinbox.admin.Overview;
import io.twinbox.admin.RelayOverview;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code twinbox status}. */
@Command(
    name = "status",
    description = "How relays and consumers stand, and why. With --watch it stays and follows.")
final class StatusCommand implements Callable<Integer> {
  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Spec private CommandSpec spec;
  @Mixin private AdminOptions options;

  @Option(
      names = "--watch",
      paramLabel = "SECONDS",
      arity = "0..1",
      fallbackValue = "2",
      defaultValue = "0",
      description = "Look again every so many seconds (2 if none are given), until interrupted.")
  private int watch;

  @Option(names = "--times", hidden = true, defaultValue = "0")
  private int times;

  @Override
  public Integer call() throws InterruptedException {
    if (watch < 0 || watch > 3_600) {
      throw new ParameterException(spec.commandLine(), "--watch must be 1 to 3600 seconds");
    }
    AdminQueries queries = options.admin().queries();
    Overview before = queries.overview();
    show(before, null);
    for (int i = 1; watch > 0 && i != times; i++) {
      TimeUnit.SECONDS.sleep(watch);
      Overview now = queries.overview();
      if (!options.json) {
        spec.commandLine().getOut().print(CLEAR);
      }
      show(now, before);
      before = now;
    }
    return ExitCode.OK;
  }

  private void show(Overview now, @Nullable Overview before) {
    Told told = Told.to(spec);
    if (options.json) {
      told.json(now);
      return;
    }
    told.line(Told.time(now.at()) + appended(now, before));
    told.table(
        List.of("RELAY", "BACKLOG", "LAG", "PARKED", "DEAD", "LAST MINUTE", "OWNER"),
        now.relays().stream().map(StatusCommand::row).toList());
    now.relays().forEach(it -> told.line("  " + it.report().name() + ": " + sentence(it.health())));
    if (!now.consumers().isEmpty()) {
      told.line("");
      told.table(
          List.of("CONSUMER", "STORED", "LAG", "PARKED", "DEAD", "NODES"),
          now.consumers().stream().map(StatusCommand::row).toList());
      now.consumers().forEach(it -> told.line("  " + it.name() + ": " + sentence(it.health())));
    }
  }

  private static String appended(Overview now, @Nullable Overview before) {
    if (before == null) {
      return "";
    }
    double seconds = (now.at().toEpochMilli() - before.at().toEpochMilli()) / 1_000.0;
    return String.format(
        Locale.ROOT,
        "  appended: %.0f/s",
        (now.appended() - before.appended()) / Math.max(0.001, seconds));
  }

  private static List<String> row(RelayOverview relay) {
    return List.of(
        relay.report().name(),
        Told.text(relay.report().backlog()),
        Told.age(relay.report().oldestAge()),
        Told.text(relay.report().parked()),
        Told.text(relay.report().dead()),
        Told.text(relay.claimedLastMinute()),
        Told.text(relay.report().owner()));
  }

  private static List<String> row(ConsumerOverview consumer) {
    return List.of(
        consumer.name(),
        Told.text(consumer.backlog()),
        Told.age(consumer.oldestAge()),
        Told.text(consumer.parked()),
        Told.text(consumer.dead()),
        Told.text(consumer.nodes().size()));
  }

  static String sentence(HealthSentence health) {
    Instant since = health.since();
    return health.text() + (since == null ? "" : " Since " + Told.time(since) + ".");
  }
}
