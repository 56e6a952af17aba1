package io.twinbox.launcher;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code twinbox example}. */
@Command(
    name = "example",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    header = "A system of several services that you can play with.",
    description = {
      "",
      "Starts a real PostgreSQL and a real Kafka, whatever else the example needs (a mail server, a"
          + " receiver of webhooks, Redis), and its services, each a process of its own; says what"
          + " to try; and ends all of it on Ctrl-C. Everything listens on 127.0.0.1 only, and"
          + " nothing is kept.",
      "",
      "Progress goes to standard error, the result to standard output.",
      ""
    },
    parameterListHeading = "Parameters:%n",
    optionListHeading = "Options:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "130:it ran until Ctrl-C (143: until it was asked to end)",
      "1:it could not be started",
      "2:the command line could not be understood"
    })
public final class ExampleCommand implements Callable<Integer> {
  /** Where the repository is; set by the script {@code twinbox}. */
  static final String ROOT = "twinbox.root";

  private static final int MOST = 65_000;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "Which example; without a name they are listed.")
  private @Nullable String name;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = {
        "Where the first service serves HTTP, the next one on the next port; 1 to " + MOST + ".",
        "Default: those of the example's documentation"
      })
  private @Nullable Integer port;

  @Option(
      names = "--json",
      description =
          "Print the addresses of everything as one JSON object, the only line of standard output.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    if (name == null) {
      list();
      return 0;
    }
    Example example = chosen(name);
    PrintWriter err = spec.commandLine().getErr();
    Path root = Path.of(Objects.requireNonNullElse(System.getProperty(ROOT), "."));
    RunningExample running =
        new Launcher(example, ClassPaths.built(root, "target/quick"))
            .ports(ports())
            .progress(
                line -> {
                  err.println("  " + line);
                  err.flush();
                })
            .start();
    tell(running);
    // Ctrl-C ends this JVM, and with it, in order, what it has started.
    new CountDownLatch(1).await();
    return 0;
  }

  private void list() {
    PrintWriter out = spec.commandLine().getOut();
    for (Example example : Examples.ALL) {
      out.printf("%-16s %s%n", example.name(), example.summary());
    }
    out.flush();
  }

  private Example chosen(String wanted) {
    return Examples.find(wanted)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "There is no example " + wanted + ". There are: " + names()));
  }

  private static String names() {
    return Examples.ALL.stream().map(Example::name).collect(Collectors.joining(", "));
  }

  private Ports ports() {
    if (port == null) {
      return Ports.USUAL;
    }
    if (port < 1 || port > MOST) {
      throw new ParameterException(
          spec.commandLine(), "Invalid value for --port: 1 to " + MOST + ", not " + port);
    }
    return Ports.from(port);
  }

  private void tell(RunningExample running) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new JsonMapper().writeValueAsString(report(running)));
    } else {
      out.println(text(running));
    }
    out.flush();
  }

  private static Map<String, Object> report(RunningExample running) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("example", running.example().name());
    report.putAll(running.addresses());
    return report;
  }

  private static String text(RunningExample running) {
    StringBuilder text = new StringBuilder("\n" + running.example().name() + " runs:\n\n");
    running
        .addresses()
        .forEach((part, address) -> text.append("  %-22s %s%n".formatted(part, address)));
    text.append("\nThe logs of the services:\n\n");
    for (Application application : running.example().applications()) {
      text.append("  ").append(running.application(application.name()).log()).append('\n');
    }
    text.append("\nTo try:\n\n");
    List<String> lines = running.example().toTry(running);
    lines.forEach(line -> text.append("  ").append(line).append('\n'));
    return text.append("\nCtrl-C ends it all.").toString();
  }
}
