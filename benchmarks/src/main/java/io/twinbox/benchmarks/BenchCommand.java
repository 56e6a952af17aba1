package io.twinbox.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./twinbox bench}: measured figures, each beside the bare limit of the same run. */
@Command(
    name = "bench",
    description = {
      "Measures, each figure beside the bare limit measured in the same run.",
      "Starts a PostgreSQL and a Kafka of its own; takes minutes. Compare ratios, not machines."
    },
    subcommands = {
      BenchCommand.Drain.class,
      BenchCommand.Latency.class,
      BenchCommand.Steady.class,
      BenchCommand.History.class,
      BenchCommand.HotKey.class,
      BenchCommand.Idle.class,
      BenchCommand.InboxCommand.class,
      BenchCommand.Spring.class,
      BenchCommand.ConsoleQueries.class,
      BenchCommand.Webhook.class,
    })
public final class BenchCommand implements Runnable {

  @Spec private CommandSpec spec;

  /** Without the name of a benchmark there is nothing to measure. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a benchmark");
  }

  @Command(
      name = "drain",
      description = "How fast a backlog reaches Kafka. Limit: read and send, remember nothing.")
  static final class Drain extends MeasuringCommand {
    @Mixin private DrainOptions options;

    @Override
    Benchmark benchmark(CommonOptions given) {
      return new DrainBench(given.setup(), options.plan(given.rounds()));
    }
  }

  @Command(name = "hotkey", description = "As drain, with a single key whose order is checked.")
  static final class HotKey extends MeasuringCommand {
    @Mixin private DrainOptions options;

    @Override
    Benchmark benchmark(CommonOptions given) {
      return new HotKeyBench(given.setup(), options.plan(given.rounds()));
    }
  }

  @Command(
      name = "latency",
      description = "From commit to visible at a fixed rate. Limit: a direct send to Kafka.")
  static final class Latency extends MeasuringCommand {
    @Option(
        names = "--rate",
        paramLabel = "N",
        defaultValue = "600",
        description = "Transactions per second (default: ${DEFAULT-VALUE}).")
    private int perSecond;

    @Option(
        names = "--writers",
        paramLabel = "N",
        defaultValue = "16",
        description = "Threads that share the load (default: ${DEFAULT-VALUE}).")
    private int writers;

    @Mixin private DurationOptions duration;

    @Override
    Benchmark benchmark(CommonOptions given) {
      return new LatencyBench(
          given.setup(),
          new LatencyPlan(
              perSecond, writers, duration.warmUpSeconds(), duration.seconds(), given.rounds()));
    }
  }

  @Command(
      name = "steady",
      description = "What the outbox costs writers in a closed loop. Limit: the same without it.")
  static final class Steady extends MeasuringCommand {
    @Option(
        names = "--writers",
        paramLabel = "N",
        defaultValue = "16",
        description = "Threads, each with a connection (default: ${DEFAULT-VALUE}).")
    private int writers;

    @Mixin private DurationOptions duration;

    @Override
    Benchmark benchmark(CommonOptions given) {
      return new SteadyBench(
          given.setup(),
          new SteadyPlan(writers, duration.warmUpSeconds(), duration.seconds(), given.rounds()));
    }
  }

  @Command(
      name = "history",
      description = "Drains beside millions of published entries and a held snapshot. Limit: none.")
  static final class History extends MeasuringCommand {
    @Option(
        names = "--retained",
        paramLabel = "N",
        split = ",",
        defaultValue = "0,1000000,5000000",
        description = "Published entries kept, ascending (default: ${DEFAULT-VALUE}).")
    private List<Long> retained = new ArrayList<>();

    @Option(
        names = "--hold-seconds",
        paramLabel = "N",
        defaultValue = "120",
        description = "How long a snapshot is held under load (default: ${DEFAULT-VALUE}).")
    private int holdSeconds;

    @Option(
        names = "--load",
        paramLabel = "N",
        defaultValue = "2000",
        description = "Messages per second meanwhile (default: ${DEFAULT-VALUE}).")
    private int loadPerSecond;

    @Mixin private DrainOptions options;

    @Override
    Benchmark benchmark(CommonOptions given) {
      return new HistoryBench(
          given.setup(),
          new HistoryPlan(retained, options.plan(given.rounds()), holdSeconds, loadPerSecond));
    }
  }

  @Command(
      name = "idle",
      description = "Processor time and statements of a relay with nothing to do.")
  static final class Idle extends MeasuringCommand {
    @Mixin private DurationOptions duration;

    @Override
    Benchmark benchmark(CommonOptions given) {
      return new IdleBench(
          given.setup(), duration.warmUpSeconds(), duration.seconds(), given.rounds());
    }
  }

  @Command(
      name = "inbox",
      description = {
        "How fast a topic is handled, once each, and read again when all are duplicates.",
        "Limit: poll and do the same inserts, or poll only where there are none."
      })
  static final class InboxCommand extends MeasuringCommand {
    @Option(
        names = "--messages",
        paramLabel = "N",
        defaultValue = "800000",
        description = "Messages per round; slow variants take a part (default: ${DEFAULT-VALUE}).")
    private long messages;

    @Option(
        names = "--warm-up",
        paramLabel = "N",
        defaultValue = "400000",
        description = "Messages of the round before the first (default: ${DEFAULT-VALUE}).")
    private long warmUp;

    @Option(
        names = "--variants",
        paramLabel = "NAME",
        split = ",",
        defaultValue = "noop-batch,batch-insert,replay,one-by-one,store-first",
        description = "What to measure (default: ${DEFAULT-VALUE}).")
    private List<String> variants = new ArrayList<>();

    @Override
    Benchmark benchmark(CommonOptions given) {
      DrainPlan drain = new DrainPlan(messages, warmUp, given.rounds());
      return new InboxBench(given.setup(), InboxPlan.of(variants, drain));
    }
  }

  @Command(
      name = "spring",
      description = {
        "What the Spring Boot starter costs: an append, and the start of an idle application.",
        "Limit: the same append and commit by JDBC; the same application without the starter."
      })
  static final class Spring extends MeasuringCommand {
    @Option(
        names = "--seconds",
        paramLabel = "N",
        defaultValue = "15",
        description = "Measured time of each round of appends (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
        names = "--starts",
        paramLabel = "N",
        defaultValue = "7",
        description = "Starts of each application per round (default: ${DEFAULT-VALUE}).")
    private int starts;

    @Override
    Benchmark benchmark(CommonOptions given) {
      return new SpringBench(given.setup(), seconds, starts, given.rounds());
    }
  }

  @Command(
      name = "console-queries",
      description = "How long an operator waits for a page. Limit: a bare page of the log.")
  static final class ConsoleQueries extends MeasuringCommand {
    @Option(
        names = "--entries",
        paramLabel = "N",
        defaultValue = "3000000",
        description = "Entries in the log (default: ${DEFAULT-VALUE}).")
    private long entries;

    @Option(
        names = "--runs",
        paramLabel = "N",
        defaultValue = "20",
        description = "Runs of each query per round (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Override
    Benchmark benchmark(CommonOptions given) {
      return new ConsoleQueriesBench(
          entries, given.setup().workload().payloadBytes(), runs, given.rounds());
    }
  }

  @Command(
      name = "webhook",
      description = {
        "How many messages a second a slow endpoint gets, each key in order.",
        "Limit: as many threads that post to it and do nothing else."
      })
  static final class Webhook extends MeasuringCommand {
    @Option(
        names = "--messages",
        paramLabel = "N",
        defaultValue = "20000",
        description = "Messages per round (default: ${DEFAULT-VALUE}).")
    private int messages;

    @Option(
        names = "--concurrency",
        paramLabel = "N",
        defaultValue = "64",
        description = "Requests at once (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(
        names = "--latency-ms",
        paramLabel = "N",
        defaultValue = "50",
        description = "How long the endpoint takes for each (default: ${DEFAULT-VALUE}).")
    private int latencyMillis;

    @Override
    Benchmark benchmark(CommonOptions given) {
      return new WebhookBench(
          given.setup(),
          new WebhookPlan(messages, concurrency, Duration.ofMillis(latencyMillis), given.rounds()));
    }
  }
}
