package io.twinbox.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The class path an application's process runs on. */
@FunctionalInterface
public interface ClassPaths {
  /** What an application's build writes into its directory of results. */
  String FILE = "application.classpath";

  /**
   * The class path of an application's process.
   *
   * @throws IllegalStateException if it has not been built
   */
  String of(Application application);

  /**
   * What Maven has built.
   *
   * @param root of the repository
   * @param target the directory of results below each module: {@code target}, or {@code
   *     target/quick} for the quick build
   */
  static ClassPaths built(Path root, String target) {
    Path home = root.toAbsolutePath().normalize(); // applications run elsewhere
    return application -> {
      Path results = home.resolve(application.module()).resolve(target);
      Path file = results.resolve(FILE);
      try {
        return results.resolve("classes") + File.pathSeparator + Files.readString(file).strip();
      } catch (IOException e) {
        throw new IllegalStateException(
            application.name() + " is not built: " + file + " is missing", e);
      }
    };
  }

  /** The class path of this JVM, for tests whose applications are on it. */
  static ClassPaths ofThisJvm() {
    return application -> System.getProperty("java.class.path");
  }
}
