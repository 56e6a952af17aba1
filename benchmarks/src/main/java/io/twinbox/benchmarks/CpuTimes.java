package io.twinbox.benchmarks;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Processor time used so far by those who take part in a drain. On a machine that is busy with
 * other things too, it says more than the clock on the wall.
 *
 * @param contender the process that moves the messages
 * @param database PostgreSQL with all its backends
 * @param broker Kafka
 */
record CpuTimes(Duration contender, Duration database, Duration broker) {
  private static final double NANOS_PER_MICRO = 1e3;

  /** Used by a process and all its descendants that are alive. */
  static Duration of(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  CpuTimes minus(CpuTimes before) {
    return new CpuTimes(
        contender.minus(before.contender),
        database.minus(before.database),
        broker.minus(before.broker));
  }

  /** All together, in microseconds per message. */
  double microsPer(long messages) {
    return contender.plus(database).plus(broker).toNanos() / NANOS_PER_MICRO / messages;
  }

  /** A few words for a human. */
  String describe(long messages) {
    return String.format(
        Locale.ROOT,
        "cpu us/message: %.1f (contender %.1f, database %.1f, broker %.1f)",
        microsPer(messages),
        micros(contender, messages),
        micros(database, messages),
        micros(broker, messages));
  }

  private static double micros(Duration time, long messages) {
    return time.toNanos() / NANOS_PER_MICRO / messages;
  }
}
