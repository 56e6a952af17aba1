package io.twinbox.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/guarantees.md names tests that exist, and each of its promises names one. */
class GuaranteesTest {
  private static final Pattern REFERENCE =
      Pattern.compile("`([A-Z]\\w*(?:IT|Test|Contract))(?:\\.(\\w+))?`");
  private static final Pattern LAST_CELL = Pattern.compile("\\|([^|]*)\\|\\s*$");

  private final Map<String, Path> tests =
      Repository.testSources().stream()
          .collect(
              Collectors.toMap(GuaranteesTest::className, file -> file, (one, other) -> other));

  GuaranteesTest() throws IOException {}

  @Test
  void everyPromiseNamesATestThatExists() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String line : promises()) {
      Matcher cell = LAST_CELL.matcher(line);
      Matcher reference = REFERENCE.matcher(cell.find() ? cell.group(1) : "");
      int found = 0;
      while (reference.find()) {
        found++;
        if (!exists(reference.group(1), reference.group(2))) {
          wrong.add(reference.group() + " is nowhere");
        }
      }
      if (found == 0) {
        wrong.add("no test in: " + line);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static List<String> promises() throws IOException {
    List<String> rows =
        Files.readAllLines(Repository.root().resolve("docs/guarantees.md")).stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| promise"))
            .toList();
    assertThat(rows).hasSizeGreaterThan(20);
    return rows;
  }

  private boolean exists(String test, String method) throws IOException {
    Path file = tests.get(test);
    return file != null
        && (method == null || Files.readString(file).contains("void " + method + "("));
  }

  private static String className(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }
}
