package io.twinbox.demo;

import java.nio.file.Path;
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
    }
    super.said(line);
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
