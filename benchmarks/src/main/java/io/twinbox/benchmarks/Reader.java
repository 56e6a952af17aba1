package io.twinbox.benchmarks;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets a contender read a topic from its first record to its last, and takes the time.
 *
 * @param servers which the topic and the effects are in
 */
record Reader(BenchServers servers, Progress progress) {
  private static final long LOOK_NANOS = 10_000_000;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  /**
   * One reading, from the start of the contender until all is committed.
   *
   * @param title for a human
   * @throws IllegalStateException if the contender fails, or nothing moves for a minute
   */
  Drained read(String title, ContenderProcess contender, String topic, long messages)
      throws IOException {
    try (Progress.Task task = progress.task(title + " " + topic, messages)) {
      CpuTimes before = servers.cpu(contender);
      long started = System.nanoTime();
      contender.start(topic);
      long ended = awaitMoved(contender, messages, task);
      CpuTimes used = servers.cpu(contender).minus(before);
      contender.stop();
      double perSecond = messages / ((ended - started) / 1e9);
      progress.say(
          String.format(
              Locale.ROOT,
              "  %-12s %,9.0f messages/s  %s",
              title,
              perSecond,
              used.describe(messages)));
      return new Drained(perSecond, used.microsPer(messages));
    } catch (IllegalStateException e) {
      throw new IllegalStateException(e.getMessage() + "\n" + contender.logTail(), e);
    }
  }

  private long awaitMoved(ContenderProcess contender, long wanted, Progress.Task task)
      throws IOException {
    long seen = 0;
    long movedAt = System.nanoTime();
    while (true) {
      contender.requireAlive();
      long moved = contender.moved();
      long now = System.nanoTime();
      task.stepTo(moved);
      if (moved >= wanted) {
        return now;
      }
      if (moved > seen) {
        seen = moved;
        movedAt = now;
      } else if (now - movedAt > PATIENCE_NANOS) {
        throw new IllegalStateException("stands still at " + moved + " of " + wanted);
      }
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
  }
}
