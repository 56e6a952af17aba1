package io.twinbox.devservices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Signals to a server and all its children. PostgreSQL makes each backend the leader of its own
 * session, so there is no process group to signal; the children have to be listed.
 */
final class ProcessTree {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final ProcessHandle root;

  ProcessTree(ProcessHandle root) {
    this.root = root;
  }

  /** Sends a signal, by its short name, to the root alone. */
  void signalRoot(String signal) {
    send(signal, List.of(root));
  }

  /**
   * Freezes the root first, so that it cannot start a child that is then missed. Returns once none
   * of their threads runs: a signal takes its time, and until then a server goes on answering.
   */
  void pause() {
    signalRoot("STOP");
    awaitStopped(root);
    List<ProcessHandle> children = children();
    send("STOP", children);
    children.forEach(ProcessTree::awaitStopped);
  }

  private static void awaitStopped(ProcessHandle process) {
    long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
    while (process.isAlive() && !isStopped(process)) {
      if (System.nanoTime() - deadline > 0) {
        throw new DevServiceException("Process " + process.pid() + " goes on after SIGSTOP");
      }
      Waiting.briefly();
    }
  }

  /** Whether each of its threads is stopped or dead. */
  static boolean isStopped(ProcessHandle process) {
    Path tasks = Path.of("/proc", String.valueOf(process.pid()), "task");
    try (Stream<Path> threads = Files.list(tasks)) {
      return threads.allMatch(ProcessTree::isStopped);
    } catch (IOException | UncheckedIOException e) {
      return false; // gone meanwhile: isAlive() will tell
    }
  }

  private static boolean isStopped(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return "TtZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) >= 0;
    } catch (IOException e) {
      return true; // a thread that has just ended
    }
  }

  void resume() {
    send("CONT", children());
    signalRoot("CONT");
  }

  /** Kills all of them and waits until the last one has let go of its files and sockets. */
  void kill(Duration timeout) {
    if (!root.isAlive()) {
      return;
    }
    signalRoot("STOP");
    List<ProcessHandle> all = new ArrayList<>(children());
    all.add(root);
    send("KILL", all);
    long deadline = System.nanoTime() + timeout.toNanos();
    for (ProcessHandle process : all) {
      awaitGone(process, deadline);
    }
  }

  private List<ProcessHandle> children() {
    return root.descendants().toList();
  }

  private static void awaitGone(ProcessHandle process, long deadline) {
    while (process.isAlive() && !isZombie(process)) {
      if (System.nanoTime() > deadline) {
        throw new DevServiceException("Process " + process.pid() + " survives SIGKILL");
      }
      Waiting.briefly();
    }
  }

  /**
   * A zombie nobody has waited for (no init process in a container) holds nothing any more, unless
   * it is only the first of several threads: the others still hold files and sockets.
   */
  static boolean isZombie(ProcessHandle process) {
    Path proc = Path.of("/proc", String.valueOf(process.pid()));
    try (Stream<Path> threads = Files.list(proc.resolve("task"))) {
      String stat = Files.readString(proc.resolve("stat"));
      return stat.startsWith("Z", stat.lastIndexOf(')') + 2) && threads.count() == 1;
    } catch (IOException | UncheckedIOException e) {
      return false; // gone meanwhile: isAlive() will tell
    }
  }

  /** The shell's own {@code kill} is there even where the program of that name is not. */
  private static void send(String signal, List<ProcessHandle> targets) {
    if (targets.isEmpty()) {
      return;
    }
    String pids =
        targets.stream()
            .map(ProcessHandle::pid)
            .map(String::valueOf)
            .collect(Collectors.joining(" "));
    try {
      Process kill =
          new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pids + " 2>/dev/null")
              .redirectErrorStream(true)
              .start();
      // A failure means that one of them has ended meanwhile: then there is nothing left to signal.
      if (!kill.waitFor(10, TimeUnit.SECONDS)) {
        kill.destroyForcibly();
        throw new DevServiceException("Could not send SIG" + signal + " to " + pids);
      }
    } catch (IOException e) {
      throw new DevServiceException("Could not send SIG" + signal + " to " + pids, e);
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
  }
}
