package io.twinbox.benchmarks;

import java.util.concurrent.Callable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the benchmarks' commands share: measure, then tell. */
abstract class MeasuringCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Option(
      names = "--json",
      description = "Write the result as one JSON object, the last line of standard output.")
  private boolean json;

  /** What to run, from the command line as given. */
  abstract Benchmark benchmark(CommonOptions given);

  @Override
  public final Integer call() throws Exception {
    Benchmark benchmark = checked();
    Report report = benchmark.run(Progress.toStandardError());
    String table = "%n%s%n%s".formatted(report.benchmark(), report.toTable());
    if (json) {
      spec.commandLine().getErr().println(table);
      spec.commandLine().getErr().flush();
      spec.commandLine().getOut().println(report.toJson());
    } else {
      spec.commandLine().getOut().println(table);
    }
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private Benchmark checked() {
    try {
      return benchmark(common);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
