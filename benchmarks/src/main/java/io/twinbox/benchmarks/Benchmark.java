package io.twinbox.benchmarks;

/** One benchmark with all its settings, ready to run. */
@FunctionalInterface
interface Benchmark {
  /** Starts its servers, measures, and ends them. Takes minutes. */
  Report run(Progress progress) throws Exception;
}
