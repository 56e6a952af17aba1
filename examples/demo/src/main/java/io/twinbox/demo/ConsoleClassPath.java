package io.twinbox.demo;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the console's classes are. The demo is light and does not have them on its own class path:
 * {@code ./twinbox demo} builds the server beside it, whose build writes down what it needs. Tests
 * may have both on one.
 */
final class ConsoleClassPath {
  /** Says where the repository is; {@code ./twinbox} sets it. */
  static final String ROOT = "twinbox.root";

  private static final Path SERVER = Path.of("server", "target", "quick");

  private ConsoleClassPath() {}

  /** The class path of the console's process; empty if the server is not there. */
  static Optional<String> find() {
    if (ConsoleProcess.isHere()) {
      return Optional.of(System.getProperty("java.class.path"));
    }
    String root = System.getProperty(ROOT);
    return root == null ? Optional.empty() : builtIn(Path.of(root));
  }

  static Optional<String> builtIn(Path root) {
    Path built = root.resolve(SERVER);
    Path dependencies = built.resolve("twinbox.classpath");
    if (!Files.isReadable(dependencies)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          String.join(
              File.pathSeparator,
              built.resolve("classes").toString(),
              Files.readString(dependencies).strip(),
              own().toString()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + dependencies, e);
    }
  }

  /** The demo's own classes: the process begins with one of them. */
  private static Path own() {
    try {
      return Path.of(
          ConsoleClassPath.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("where are the demo's classes?", e);
    }
  }
}
