package io.twinbox.benchmarks;

import java.io.PrintWriter;
import java.util.List;
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
      description = "Write each result as a JSON object, the last lines of standard output.")
  private boolean json;

  /** What to run, from the command line as given. */
  abstract Benchmark benchmark(CommonOptions given);

  @Override
  public final Integer call() throws Exception {
    Benchmark benchmark = checked();
    List<Report> reports = benchmark.run(Progress.toStandardError());
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter tables = json ? spec.commandLine().getErr() : out;
    reports.forEach(it -> tables.println("%n%s%n%s".formatted(it.benchmark(), it.toTable())));
    tables.flush();
    if (json) {
      reports.forEach(report -> out.println(report.toJson()));
      out.flush();
    }
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
