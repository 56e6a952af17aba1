package io.twinbox.benchmarks;

import java.util.List;

/** One benchmark with all its settings, ready to run. */
@FunctionalInterface
interface Benchmark {
  /** Starts its servers, measures, and ends them. Takes minutes. Gives one or more results. */
  List<Report> run(Progress progress) throws Exception;
}
