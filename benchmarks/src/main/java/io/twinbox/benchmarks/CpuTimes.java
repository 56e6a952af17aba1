package io.twinbox.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  // Fields of /proc/pid/stat behind the name: utime, stime, cutime, cstime, in ticks of 10 ms.
  private static final int UTIME = 11;
  private static final int CSTIME = 14;
  private static final long MILLIS_PER_TICK = 10;

  /**
   * Used by a process and all its descendants, those that have ended included: the backend of a
   * connection that was closed.
   */
  static Duration of(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .map(CpuTimes::withEndedChildren)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Java knows of the living only; Linux also tells what ended children have used. */
  private static Duration withEndedChildren(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = 0;
      for (int i = UTIME; i <= CSTIME; i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return Duration.ofMillis(ticks * MILLIS_PER_TICK);
    } catch (IOException e) {
      return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
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
        "cpu us each: %.1f (contender %.1f, database %.1f, broker %.1f)",
        microsPer(messages),
        micros(contender, messages),
        micros(database, messages),
        micros(broker, messages));
  }

  private static double micros(Duration time, long messages) {
    return time.toNanos() / NANOS_PER_MICRO / messages;
  }
}
