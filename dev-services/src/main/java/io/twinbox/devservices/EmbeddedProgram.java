package io.twinbox.devservices;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Any program as a child process: an application under test, a server that needs no settings. It
 * can be stopped, killed, paused and started again with the same command.
 *
 * <p>It runs in a temporary directory, which is deleted by {@link #close()} and when this JVM ends,
 * in whatever way; then the program is ended too, before whatever was started before it.
 *
 * <p>Verbs that need a running program throw {@link IllegalStateException} without one; a program
 * that does not obey is told by a {@link DevServiceException} with the end of its log.
 *
 * <p>This class is thread-safe: one verb runs at a time.
 */
public final class EmbeddedProgram implements AutoCloseable {
  private static final Duration STOP_TIMEOUT = Duration.ofMinutes(1);

  private final String name;
  private final Server server;
  private final Builder how;

  private EmbeddedProgram(Builder how) {
    this.name = how.name;
    this.how = how;
    this.server = Server.stoppedGracefully(how.name, "TERM");
  }

  /**
   * Describes a program.
   *
   * @param name for messages and its directory
   * @param command the program and its arguments
   */
  public static Builder builder(String name, List<String> command) {
    return new Builder(name, command);
  }

  /** Starts it again after {@link #stop}, {@link #kill} or its own end; waits until it is ready. */
  public void start() {
    server.launch(how.command, how.environment);
    if (!server.awaitReady(how.ready, how.startTimeout)) {
      throw server.failure(name + " ended while starting", null);
    }
  }

  /** SIGTERM, and waits for its end; does nothing if it is not running. */
  public void stop() {
    server.stop("TERM", STOP_TIMEOUT);
  }

  /** SIGKILL to it and its children; does nothing if it is not running. */
  public void kill() {
    server.kill();
  }

  /** Freezes it: connections stay open, nothing answers. */
  public void pause() {
    server.pause();
  }

  /** Lets a paused program go on. */
  public void resume() {
    server.resume();
  }

  /** Whether its process exists; also true while paused. */
  public boolean isRunning() {
    return server.isRunning();
  }

  /** Its process id. */
  public long pid() {
    return server.pid();
  }

  /** What it writes on standard output and standard error, of all its runs. */
  public Path log() {
    return server.log();
  }

  /** The last lines it has written since its latest start. */
  public String logTail() {
    return server.logTail();
  }

  /** Ends it, gracefully if it can; deletes its directory. */
  @Override
  public void close() {
    server.close();
  }

  /** What program to run. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final List<String> command;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private BooleanSupplier ready = () -> true;
    private Duration startTimeout = Duration.ofMinutes(2);

    private Builder(String name, List<String> command) {
      this.name = Objects.requireNonNull(name, "name");
      this.command = List.copyOf(command);
    }

    /** Adds to the environment it inherits from this JVM. */
    public Builder environment(Map<String, String> variables) {
      environment.putAll(variables);
      return this;
    }

    /** Tells whether it works; asked every few milliseconds. Default: it does from the start. */
    public Builder ready(BooleanSupplier works) {
      this.ready = Objects.requireNonNull(works, "works");
      return this;
    }

    /** How long it may take until it is ready; default two minutes. */
    public Builder startTimeout(Duration timeout) {
      this.startTimeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /** Starts it and waits until it is ready. */
    public EmbeddedProgram start() {
      EmbeddedProgram program = new EmbeddedProgram(this);
      try {
        program.start();
      } catch (RuntimeException e) {
        program.close();
        throw e;
      }
      return program;
    }
  }
}
