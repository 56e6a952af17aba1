package io.twinbox.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A contender in a JVM of its own, driven through its standard streams: one command per line, one
 * answer per line. Not thread-safe.
 */
final class ContenderProcess implements AutoCloseable {
  private static final int LOG_LINES = 40;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ContenderKind kind;
  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;
  private final Path log;

  private ContenderProcess(ContenderKind kind, Process process, Path log) {
    this.kind = kind;
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.log = log;
  }

  /**
   * Starts the JVM and waits until the contender is ready to start.
   *
   * @param jvmArguments the same for all contenders of a run
   */
  static ContenderProcess launch(
      ContenderKind kind, String databaseUrl, String bootstrapServers, List<String> jvmArguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmArguments);
    command.addAll(
        List.of(
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            System.getProperty("java.class.path"),
            ContenderMain.class.getName(),
            kind.name(),
            databaseUrl,
            bootstrapServers));
    Path log = Files.createTempFile("twinbox-bench-", ".log");
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    ContenderProcess started = new ContenderProcess(kind, process, log);
    started.expect(ContenderMain.READY);
    return started;
  }

  ContenderKind kind() {
    return kind;
  }

  /** Lets the contender begin; returns once it says that it has. */
  void start() throws IOException {
    start("");
  }

  /** Lets one that reads a topic begin at the topic's first record. */
  void start(String topic) throws IOException {
    send(ContenderMain.START + " " + topic);
  }

  /** Messages moved and committed since the last start. */
  long moved() throws IOException {
    return Long.parseLong(send(ContenderMain.MOVED));
  }

  /** The most heap in use right after a garbage collection so far, in bytes. */
  long heapAfterCollection() throws IOException {
    return Long.parseLong(send(ContenderMain.HEAP));
  }

  /** Stops the contender gracefully; its JVM stays, warm. */
  void stop() throws IOException {
    send(ContenderMain.STOP);
  }

  /** Processor time used so far by all its threads. */
  Duration cpu() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Statements the contender has sent to the database so far; 0 where nobody counts. */
  long statements() throws IOException {
    return Long.parseLong(send(ContenderMain.STATEMENTS));
  }

  /**
   * Makes sure that nobody waits for a process that is gone.
   *
   * @throws IllegalStateException if it has ended
   */
  void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException("contender:" + kind + " ended with " + process.exitValue());
    }
  }

  private String send(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
    return expect(ContenderMain.OK);
  }

  /**
   * Reads an answer and returns what follows the expected word. The JVM itself may write to the
   * same stream (Flight Recorder does), so only marked lines are answers.
   */
  private String expect(String word) throws IOException {
    String line = answers.readLine();
    while (line != null && !line.startsWith(ContenderMain.MARK)) {
      line = answers.readLine();
    }
    String answer = line == null ? "" : line.substring(ContenderMain.MARK.length());
    if (!answer.startsWith(word)) {
      throw new IllegalStateException("contender:" + kind + " answered:" + line + "\n" + logTail());
    }
    return answer.substring(word.length()).strip();
  }

  /** The last lines of what the contender logged. */
  String logTail() {
    try (Stream<String> lines = Files.lines(log)) {
      List<String> all = lines.toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - LOG_LINES), all.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  /** Ends the process, gracefully if it can. */
  @Override
  public void close() {
    closeQuietly(commands); // the end of its input is its end
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      Files.deleteIfExists(log);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // A left-over temporary file harms nobody.
    }
  }

  private static void closeQuietly(@Nullable Writer writer) {
    try {
      if (writer != null) {
        writer.close();
      }
    } catch (IOException e) {
      // The process has ended already.
    }
  }
}
