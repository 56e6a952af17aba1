package io.twinbox.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Tells a waiting human what goes on: bars on a terminal, lines elsewhere. Never writes to standard
 * output, which belongs to the result.
 */
final class Progress {
  private static final int UPDATE_MS = 250;

  private final PrintStream err;
  private final boolean bars;

  Progress(PrintStream err, boolean bars) {
    this.err = err;
    this.bars = bars;
  }

  /** To standard error; with bars if that is a terminal. */
  static Progress toStandardError() {
    return new Progress(System.err, isTerminal(Path.of("/proc/self/fd/2")));
  }

  /** Java can ask for the terminal of all three streams only; Linux knows about each. */
  private static boolean isTerminal(Path stream) {
    try {
      return Files.readSymbolicLink(stream).startsWith("/dev/pts");
    } catch (IOException e) {
      return false;
    }
  }

  /** One line. */
  void say(String line) {
    err.println(line);
  }

  /** A task of that many steps. Close it at its end. */
  Task task(String name, long steps) {
    if (!bars) {
      return new Task(null);
    }
    return new Task(
        new ProgressBarBuilder()
            .setTaskName(name)
            .setInitialMax(steps)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(UPDATE_MS)
            .clearDisplayOnFinish()
            .build());
  }

  /** A running task; silent where there are no bars. */
  static final class Task implements AutoCloseable {
    private final @Nullable ProgressBar bar;

    private Task(@Nullable ProgressBar bar) {
      this.bar = bar;
    }

    void step(long steps) {
      if (bar != null) {
        bar.stepBy(steps);
      }
    }

    void stepTo(long step) {
      if (bar != null) {
        bar.stepTo(step);
      }
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
