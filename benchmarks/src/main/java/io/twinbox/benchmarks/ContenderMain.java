package io.twinbox.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Main class of a contender's process. Takes a command per line from standard input and answers
 * each with a line; ends when its input ends, so that it never outlives who started it.
 */
final class ContenderMain {
  /** Every answer begins with it. */
  static final String MARK = "twinbox-bench ";

  static final String READY = "ready";
  static final String OK = "ok";
  static final String START = "start";
  static final String STOP = "stop";
  static final String STATEMENTS = "statements";
  static final String MOVED = "moved";
  static final String HEAP = "heap";

  private ContenderMain() {}

  /**
   * Runs one contender until the end of the input.
   *
   * @param arguments a {@link ContenderKind}, the URL of the database, Kafka's bootstrap servers
   */
  public static void main(String[] arguments) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err); // whatever a library prints must not look like an answer
    StatementCount count = new StatementCount();
    try (Contender contender =
        ContenderKind.valueOf(arguments[0]).create(arguments[1], arguments[2], count)) {
      answers.println(MARK + READY);
      obey(contender, count, answers);
    }
    System.exit(0); // threads of libraries must not keep the process
  }

  private static void obey(Contender contender, StatementCount count, PrintStream answers)
      throws Exception {
    HeapWatch heap = HeapWatch.begin();
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String command = commands.readLine(); command != null; command = commands.readLine()) {
      answers.println(MARK + OK + " " + obey(command, contender, count, heap));
    }
  }

  /** Gives the answer: a number, or nothing. */
  private static String obey(String line, Contender contender, StatementCount count, HeapWatch heap)
      throws Exception {
    String[] words = line.split(" ", 2);
    switch (words[0]) {
      case START -> contender.start(words[1]);
      case STOP -> contender.stop();
      case STATEMENTS -> {
        return Long.toString(count.sent());
      }
      case MOVED -> {
        return Long.toString(contender.moved());
      }
      case HEAP -> {
        return Long.toString(heap.mostBytes());
      }
      default -> throw new IOException("unknown command: " + line);
    }
    return "";
  }
}
