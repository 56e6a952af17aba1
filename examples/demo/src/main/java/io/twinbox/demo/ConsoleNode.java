package io.twinbox.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@link ConsoleProcess} seen from outside. Thread-safe. */
final class ConsoleNode extends ServiceNode {
  /** The server makes up a user and tells him once. */
  private static final Pattern USER = Pattern.compile("\\s*user (\\S+), password (\\S+)");

  private volatile String user = "";
  private volatile String password = "";

  private ConsoleNode(String classPath, ConsoleSettings settings, Path log, String... jvmOptions) {
    super(classPath, ConsoleProcess.class, settings, log, jvmOptions);
  }

  /** Starts a process with this one's Java and a class path that has the server. */
  static ConsoleNode start(
      String classPath, ConsoleSettings settings, Path log, String... jvmOptions) {
    ConsoleNode node = new ConsoleNode(classPath, settings, log, jvmOptions);
    node.listen();
    return node;
  }

  @Override
  void said(String line) {
    Matcher told = USER.matcher(line);
    if (told.matches()) {
      user = told.group(1);
      password = told.group(2);
    } else {
      // The server logs to standard output.
      keep(line);
    }
    super.said(line);
  }

  private void keep(String line) {
    try {
      Files.writeString(log(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + log(), e);
    }
  }

  /** Who can sign in; empty until it is ready. */
  String user() {
    return user;
  }

  /** With what. */
  String password() {
    return password;
  }
}
