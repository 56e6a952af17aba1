package io.twinbox.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A process of a service seen from outside: it can be killed, paused, resumed and stopped. Signals
 * are those of Linux and macOS. Thread-safe.
 */
public abstract sealed class ServiceNode implements AutoCloseable
    permits RelayNode, ConsumerNode, ConsoleNode {
  /** What a process says once it works. */
  static final String READY = "ready";

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

  private final Process process;
  private final Path log;
  private final CountDownLatch ready = new CountDownLatch(1);
  private volatile boolean paused;

  /**
   * Starts a process with this one's Java and class path.
   *
   * @param log gets its log; created or appended to
   * @param jvmOptions such as {@code -Xmx128m}
   */
  ServiceNode(Class<?> main, ProcessSettings settings, Path log, String... jvmOptions) {
    this(System.getProperty("java.class.path"), main, settings, log, jvmOptions);
  }

  /** The same, on another class path. */
  ServiceNode(
      String classPath, Class<?> main, ProcessSettings settings, Path log, String... jvmOptions) {
    this.log = log;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(jvmOptions));
    command.addAll(List.of("-cp", classPath));
    command.add(main.getName());
    try {
      process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      killAtExitIfPaused();
      tell(settings);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a process. log:" + log, e);
    }
  }

  private void tell(ProcessSettings settings) throws IOException {
    // Kept open as long as the process is to live: its end would end the process.
    settings.write(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
  }

  /** Begins to listen to what the process says; call it once, when everything is in place. */
  final void listen() {
    Thread watcher = new Thread(this::readOutput, "node-" + pid() + "-output");
    watcher.setDaemon(true);
    watcher.start();
  }

  /** The process has said something on standard output; called by one thread. */
  void said(String line) {
    if (line.equals(READY)) {
      ready.countDown();
    }
  }

  /** A frozen process would not notice that this one ends, and stay for ever. */
  private void killAtExitIfPaused() {
    Runnable kill =
        () -> {
          if (paused) {
            process.destroyForcibly();
          }
        };
    Runtime.getRuntime().addShutdownHook(new Thread(kill, "node-" + pid() + "-exit"));
  }

  private void readOutput() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said(line);
      }
    } catch (IOException e) {
      // the process has gone, and its output with it
    }
  }

  /** The process id. */
  public final long pid() {
    return process.pid();
  }

  /** Whether the process exists, also while paused. */
  public final boolean isAlive() {
    return process.isAlive();
  }

  /** Where it writes its log. */
  public final Path log() {
    return log;
  }

  /**
   * Waits until the process works; a relay may still have to wait for the lease.
   *
   * @throws IllegalStateException if it ends instead, or takes longer than {@code timeout}
   */
  public final void awaitReady(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!ready.await(50, TimeUnit.MILLISECONDS)) {
      if (!isAlive() || System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("the process does not run. log:" + log);
      }
    }
  }

  /** SIGKILL; returns when the process is dead. */
  public final void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGSTOP: freezes it, connections and all. */
  public final void pause() {
    signal("STOP");
    paused = true;
  }

  /** SIGCONT: lets it go on. */
  public final void resume() {
    signal("CONT");
    paused = false;
  }

  /**
   * SIGTERM: lets it finish what it has in flight.
   *
   * @return whether it ended within {@code timeout}
   */
  public final boolean stop(Duration timeout) throws InterruptedException {
    process.destroy();
    return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("no such process. pid:" + pid() + " signal:" + name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot signal. pid:" + pid() + " signal:" + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted. pid:" + pid() + " signal:" + name, e);
    }
  }

  /** Stops it, by force if it is paused or does not end; does nothing if it has ended. */
  @Override
  public final void close() {
    try {
      if (isAlive() && (paused || !stop(STOP_TIMEOUT))) {
        kill();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
