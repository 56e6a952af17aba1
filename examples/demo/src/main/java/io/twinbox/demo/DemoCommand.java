package io.twinbox.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code twinbox demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    header = "Thousands of orders, each paid once; everything that can break may break.",
    description = {
      "",
      "Starts a real PostgreSQL and a real Kafka, and two services with a database each. Customers"
          + " place orders in the order service, with roll-backs, savepoints, transactions of"
          + " seconds and row locks they compete for; the payment service hears of them through"
          + " Kafka, moves the money, and tells so; the order service takes the confirmation."
          + " Relays and consumers are processes of their own. In the end an independent checker"
          + " compares what was committed, what Kafka holds, what was done, and every account."
          + " Takes about a minute, with --faults nearly two.",
      "",
      "Meanwhile a page shows how far the orders are and lets you stop Kafka, and the console shows"
          + " why everything waits then; both addresses are told. On a terminal orders go on until"
          + " you press Enter.",
      "",
      "Progress goes to standard error, the result to standard output.",
      ""
    },
    optionListHeading = "Options:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing lost, nothing invented, nothing out of order, everything applied once; with"
          + " --faults: and all faults struck",
      "1:something of this did not hold, or the demo could not be run",
      "2:the command line could not be understood"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final String LOG = "org.slf4j.simpleLogger.";

  @Spec private CommandSpec spec;

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "" + DemoSettings.DEFAULT_MESSAGES,
      description = {
        "How many orders are placed at least, each of which makes two messages; "
            + DemoSettings.LEAST_MESSAGES
            + " to "
            + DemoSettings.MOST_MESSAGES
            + ".",
        "Default: ${DEFAULT-VALUE}"
      })
  private int messages;

  @Option(
      names = "--writers",
      paramLabel = "W",
      defaultValue = "" + DemoSettings.DEFAULT_WRITERS,
      description = {
        "How many write at once, 1 to " + DemoSettings.MOST_WRITERS + ".",
        "Default: ${DEFAULT-VALUE}"
      })
  private int writers;

  @Option(
      names = "--faults",
      description =
          "Kill relays in the middle of a batch and consumers in the middle of a transaction, three"
              + " times and more; stop Kafka for some seconds; cut database sessions; freeze a"
              + " relay until another one has taken over; replay both topics from their begin;"
              + " write records a second time.")
  private boolean faults;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = {
        "Decides every choice of the writers and of the faults.",
        "Default: another one each time"
      })
  private @Nullable Long seed;

  @Option(
      names = "--console",
      negatable = true,
      fallbackValue = "true",
      description = {
        "Open the demo's page and the console, on this machine only.",
        "Default: yes, but not with --faults"
      })
  private @Nullable Boolean console;

  @Option(
      names = "--live",
      negatable = true,
      fallbackValue = "true",
      description = {
        "Let orders go on until you press Enter, or end the demo at its page.",
        "Default: on a terminal, but not with --faults or --json"
      })
  private @Nullable Boolean live;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "0",
      description = "Where the demo's page is; the console is one above. Default: any free ones")
  private int port;

  @Option(
      names = "--json",
      description = "Print the result as one JSON object, the last line of standard output.")
  private boolean json;

  @Option(
      names = "--logs",
      paramLabel = "DIR",
      description = {
        "Keep the logs of the processes there.",
        "Default: kept only if the run fails"
      })
  private @Nullable Path logs;

  @Override
  public Integer call() throws Exception {
    quietLogs();
    DemoSettings settings = settings();
    ShowSettings showing = showing();
    Path directory =
        logs != null ? Files.createDirectories(logs) : Files.createTempDirectory("twinbox-demo");
    Report report;
    try (Progress progress = Progress.onStandardError()) {
      report = new Demo(settings, showing, directory, progress).run();
    }
    print(report);
    if (report.passed() && logs == null) {
      delete(directory);
    } else {
      spec.commandLine().getErr().println("The logs of the processes are in " + directory);
    }
    return report.passed() ? 0 : 1;
  }

  private DemoSettings settings() {
    long chosen = seed != null ? seed : new Random().nextInt(1_000_000);
    FaultPlan plan = faults ? FaultPlan.of(chosen) : FaultPlan.none();
    try {
      return new DemoSettings(messages, writers, chosen, plan);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "Invalid value for --" + e.getMessage(), e);
    }
  }

  private ShowSettings showing() {
    boolean open = console != null ? console : !faults;
    boolean endless = live != null ? live : !faults && !json && Progress.onTerminal();
    try {
      return new ShowSettings(open, endless, port);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "Invalid value for --" + e.getMessage(), e);
    }
  }

  private void print(Report report) {
    PrintWriter out = spec.commandLine().getOut();
    (json ? spec.commandLine().getErr() : out).println(ReportTable.of(report));
    if (json) {
      out.println(ReportJson.of(report));
    }
    out.flush();
  }

  /** A Kafka that is away is what the faults are about: its clients need not complain aloud. */
  private static void quietLogs() {
    for (String noisy : List.of("org.apache.kafka", "com.zaxxer.hikari")) {
      String property = LOG + "log." + noisy;
      System.setProperty(property, System.getProperty(property, "error"));
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
