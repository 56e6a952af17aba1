package io.twinbox.consoletests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Runs tests written for Node's own runner, and tells each of them as one of JUnit's. */
final class NodeTests {
  private static final long MINUTES = 5;
  private static final Path SCRIPTS = Path.of("src", "test", "js");

  private NodeTests() {}

  /**
   * Runs a file.
   *
   * @param file beneath src/test/js
   * @param environment what it has to know
   * @return its tests, each with its name and its result
   */
  static List<DynamicTest> run(String file, Map<String, String> environment) {
    Path report = Equipment.MODULE.resolve(Path.of("target", "node", file + ".xml"));
    try {
      Files.createDirectories(report.getParent());
      Files.deleteIfExists(report);
      Process node = start(file, report, environment);
      if (!node.waitFor(MINUTES, TimeUnit.MINUTES)) {
        node.descendants().forEach(ProcessHandle::destroyForcibly);
        node.destroyForcibly();
        throw new IllegalStateException(file + " takes longer than " + MINUTES + " minutes");
      }
      List<DynamicTest> tests = read(report);
      if (tests.isEmpty() || (node.exitValue() != 0) != anyFailed(report)) {
        throw new IllegalStateException(file + " ended with " + node.exitValue());
      }
      return tests;
    } catch (IOException e) {
      throw new IllegalStateException("cannot run " + file, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static Process start(String file, Path report, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "node",
            "--test",
            "--test-reporter=spec",
            "--test-reporter-destination=stderr",
            "--test-reporter=junit",
            "--test-reporter-destination=" + report,
            SCRIPTS.resolve(file).toString());
    builder.directory(Equipment.MODULE.toFile());
    builder.environment().putAll(environment);
    // Not the parent's standard output: that is how Surefire talks to Maven.
    Path log = report.resolveSibling(file + ".log");
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private static boolean anyFailed(Path report) throws IOException {
    return Files.readString(report).contains("<failure");
  }

  private static List<DynamicTest> read(Path report) throws IOException {
    try {
      NodeList cases =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(report.toFile())
              .getElementsByTagName("testcase");
      List<DynamicTest> tests = new ArrayList<>();
      for (int i = 0; i < cases.getLength(); i++) {
        tests.add(test((Element) cases.item(i)));
      }
      return tests;
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("cannot read " + report, e);
    }
  }

  private static DynamicTest test(Element told) {
    NodeList failures = told.getElementsByTagName("failure");
    return DynamicTest.dynamicTest(
        told.getAttribute("name"),
        () -> {
          if (failures.getLength() > 0) {
            Assertions.fail(failures.item(0).getTextContent());
          }
        });
  }
}
