package io.twinbox.devservices;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A server program as a child process, with its home directory and its log: what PostgreSQL and
 * Kafka have in common. Lives through many processes, one at a time.
 *
 * <p>Thread-safe: every verb holds this object's monitor, so a second one waits for the first.
 */
final class Server implements AutoCloseable {
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_AT_EXIT_TIMEOUT = Duration.ofSeconds(10);
  private static final int TAIL_BYTES = 6_000;

  private final String name;
  private final Path home;
  private final boolean temporary;
  private final boolean graceful;
  private final String stopSignal;
  private final Guardian guardian;
  private final Runnable atExit = this::leave;

  private @Nullable Process process;
  private boolean paused;
  private boolean closed;
  private long logStart;

  /**
   * @param directory where the server keeps its files; null for a temporary one, which is deleted
   * @param stopSignal the signal that asks for a graceful stop
   */
  Server(String name, @Nullable Path directory, String stopSignal) {
    this(name, directory, directory != null, stopSignal);
  }

  private Server(String name, @Nullable Path directory, boolean graceful, String stopSignal) {
    this.name = name;
    this.temporary = directory == null;
    this.graceful = graceful;
    this.home = createHome(name, directory);
    this.stopSignal = stopSignal;
    this.guardian = Guardian.start(temporary ? home : null);
    EndOfJvm.add(atExit);
  }

  /** One with a temporary directory that is nevertheless asked to stop before it is killed. */
  static Server stoppedGracefully(String name, String stopSignal) {
    return new Server(name, null, true, stopSignal);
  }

  Path home() {
    return home;
  }

  /** Starts a process; its output goes to the log. */
  void launch(List<String> command) {
    launch(command, Map.of());
  }

  /** The same with variables added to the environment. */
  synchronized void launch(List<String> command, Map<String, String> environment) {
    checkOpen();
    if (isRunning()) {
      throw new IllegalStateException(name + " is already running");
    }
    logStart = log().toFile().length();
    process = spawn(OwnSession.wrap(command), environment);
    paused = false;
    guardian.watch(process.pid());
  }

  /** Runs a program to its end, its output in the log. */
  synchronized void run(List<String> command, Duration timeout) {
    checkOpen();
    logStart = log().toFile().length();
    Process program = spawn(command, Map.of());
    try {
      if (!program.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        program.destroyForcibly();
        throw failure(command.get(0) + " did not end within " + timeout, null);
      }
    } catch (InterruptedException e) {
      program.destroyForcibly();
      throw Waiting.interrupted(e);
    }
    if (program.exitValue() != 0) {
      throw failure(command.get(0) + " failed with exit code " + program.exitValue(), null);
    }
  }

  private Process spawn(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    cleanEnvironment(builder.environment());
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw failure("Could not run " + command.get(0), e);
    }
  }

  /** Settings meant for somebody else (a debugger's port, another PostgreSQL) are not inherited. */
  private static void cleanEnvironment(Map<String, String> environment) {
    environment.remove("JAVA_TOOL_OPTIONS");
    environment.remove("JDK_JAVA_OPTIONS");
    environment.remove("CLASSPATH");
    environment.keySet().removeIf(variable -> variable.startsWith("PG"));
  }

  /** Waits until the condition holds; false if the process ended before. */
  synchronized boolean awaitReady(BooleanSupplier ready, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (isRunning()) {
      if (ready.getAsBoolean()) {
        return true;
      }
      if (System.nanoTime() > deadline) {
        DevServiceException late = failure(name + " is not ready after " + timeout, null);
        kill();
        throw late;
      }
      pauseUnlocked();
    }
    ended();
    return false;
  }

  /** Lets go of the monitor meanwhile, so that a starting server can be closed. */
  @SuppressWarnings("WaitNotInLoop") // the loop is the caller's: nobody announces what it awaits
  private synchronized void pauseUnlocked() {
    try {
      wait(Waiting.STEP_MILLIS);
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
  }

  /** Asks the process to end and waits; does nothing if it does not run. */
  synchronized void stop(String signal, Duration timeout) {
    Process running = process;
    if (running == null) {
      return;
    }
    ProcessTree tree = new ProcessTree(running.toHandle());
    tree.signalRoot(signal);
    if (paused) {
      tree.resume(); // it hears the signal only when it runs
    }
    try {
      if (!running.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw failure(name + " did not stop within " + timeout, null);
      }
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
    ended();
  }

  /** SIGKILL to the process and its children, as when the machine loses power. */
  synchronized void kill() {
    Process running = process;
    if (running == null) {
      return;
    }
    new ProcessTree(running.toHandle()).kill(KILL_TIMEOUT);
    ended();
  }

  synchronized void pause() {
    new ProcessTree(running().toHandle()).pause();
    paused = true;
  }

  synchronized void resume() {
    new ProcessTree(running().toHandle()).resume();
    paused = false;
  }

  synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  synchronized boolean isPaused() {
    return paused && isRunning();
  }

  synchronized long pid() {
    return running().pid();
  }

  /** The end of what the latest process wrote; empty if it wrote nothing. */
  synchronized String logTail() {
    try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "r")) {
      long from = Math.max(logStart, file.length() - TAIL_BYTES);
      file.seek(from);
      byte[] tail = new byte[(int) Math.max(0, file.length() - from)];
      file.readFully(tail);
      return new String(tail, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }

  DevServiceException failure(String message, @Nullable Throwable cause) {
    return new DevServiceException(message, logTail(), cause);
  }

  /** Ends the process: gracefully where the files stay or it was asked for, else at once. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    EndOfJvm.remove(atExit);
    end();
  }

  private synchronized void leave() {
    if (!closed) {
      end();
    }
  }

  private void end() {
    closed = true;
    try {
      if (graceful) {
        stop(stopSignal, STOP_AT_EXIT_TIMEOUT);
      }
    } finally {
      kill();
      if (temporary) {
        Directories.delete(home);
      }
      guardian.close();
    }
  }

  private void ended() {
    process = null;
    paused = false;
    guardian.forget();
  }

  private Process running() {
    Process running = process;
    if (running == null || !running.isAlive()) {
      throw new IllegalStateException(name + " is not running");
    }
    return running;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(name + " is closed");
    }
  }

  Path log() {
    return home.resolve("server.log");
  }

  private static Path createHome(String name, @Nullable Path directory) {
    try {
      return directory == null
          ? Files.createTempDirectory("twinbox-" + name + "-").toRealPath()
          : Files.createDirectories(directory.toAbsolutePath());
    } catch (IOException e) {
      throw new DevServiceException("Could not create a directory for " + name, e);
    }
  }
}
