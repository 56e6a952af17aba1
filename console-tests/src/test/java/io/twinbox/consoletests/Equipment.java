package io.twinbox.consoletests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * What these tests need from the machine and Maven does not bring: Node, its modules, a browser, a
 * Prometheus. Where it is missing a developer is told, loudly, and the build server fails.
 */
enum Equipment {
  /** Runs the tests of the page. */
  NODE("node", "install Node.js 20 or later (apt-get install nodejs npm)"),
  /** What package-lock.json names. */
  NODE_MODULES("node_modules", "run: npm ci --prefix console-tests"),
  /** A real browser. */
  CHROMIUM("Chromium", "install it (apt-get install chromium), or name it in TWINBOX_CHROMIUM"),
  /** A real Prometheus with promtool. */
  PROMETHEUS("Prometheus", "install it (apt-get install prometheus)");

  /** The module's directory: Maven starts its tests there. */
  static final Path MODULE = Path.of("").toAbsolutePath();

  private static final List<Path> BROWSERS =
      List.of(
          Path.of("/usr/bin/chromium"),
          Path.of("/usr/bin/chromium-browser"),
          Path.of("/usr/bin/google-chrome"));

  private final String text;
  private final String remedy;

  Equipment(String text, String remedy) {
    this.text = text;
    this.remedy = remedy;
  }

  private boolean isThere() {
    return switch (this) {
      case NODE -> onPath("node");
      case NODE_MODULES -> Files.isDirectory(MODULE.resolve("node_modules/playwright-core"));
      case CHROMIUM ->
          System.getenv("TWINBOX_CHROMIUM") != null || BROWSERS.stream().anyMatch(Files::exists);
      case PROMETHEUS -> onPath("prometheus") && onPath("promtool");
    };
  }

  private static boolean onPath(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /** Skips the test where something is missing, and says so; fails on the build server. */
  static void demand(Equipment... needed) {
    List<String> missing = new ArrayList<>();
    for (Equipment one : needed) {
      if (!one.isThere()) {
        missing.add(one.text + " is missing: " + one.remedy);
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    String message = String.join("; ", missing);
    if (System.getenv("CI") != null) {
      Assertions.fail(message);
    }
    System.err.printf("%n*** NOT TESTED: the console. %s ***%n%n", message);
    Assumptions.abort(message);
  }
}
