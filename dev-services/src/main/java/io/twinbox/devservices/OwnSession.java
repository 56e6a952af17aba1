package io.twinbox.devservices;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Makes a program the leader of a session of its own, so that Ctrl-C in a terminal is heard by this
 * JVM alone, which then ends its servers in order. Where {@code setsid} (util-linux) is not
 * installed everybody hears it at once, which is only noisier.
 */
final class OwnSession {
  private static final String PROGRAM = "setsid";
  private static final boolean AVAILABLE = isInstalled();

  private OwnSession() {}

  /** The command that runs the given one in a session of its own, under the same process id. */
  static List<String> wrap(List<String> command) {
    if (!AVAILABLE) {
      return command;
    }
    List<String> wrapped = new ArrayList<>(List.of(PROGRAM));
    wrapped.addAll(command);
    return wrapped;
  }

  private static boolean isInstalled() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Stream.of(path.split(File.pathSeparator, -1))
        .filter(directory -> !directory.isEmpty())
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, PROGRAM)));
  }
}
