package io.twinbox.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide's test compiles, beside the guide's application. */
class SpringGuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "spring.md");
  private static final String IMPORTS =
      """
      package guide;
      import static org.assertj.core.api.Assertions.assertThat;
      import io.twinbox.spring.*;
      import io.twinbox.spring.test.*;
      import java.util.UUID;
      import org.junit.jupiter.api.Test;
      import org.springframework.beans.factory.annotation.Autowired;
      import org.springframework.jdbc.core.simple.JdbcClient;
      import org.springframework.stereotype.*;
      import org.springframework.transaction.annotation.Transactional;
      """;

  @TempDir Path directory;

  @Test
  void itsTestCompiles() throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-d", directory.toString(), "-proc:none"));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    Matcher fences =
        Pattern.compile("(?ms)^ *```[jJ]ava\\n(.*?)^ *```$").matcher(Files.readString(GUIDE));
    List<String> types = new ArrayList<>();
    while (fences.find()) {
      Matcher type = Pattern.compile("(?:class|record) (\\w+)").matcher(fences.group(1));
      assertThat(type.find()).isTrue();
      Path file = directory.resolve(type.group(1) + ".java");
      Files.writeString(file, IMPORTS + fences.group(1).stripIndent());
      arguments.add(file.toString());
      types.add(type.group(1));
    }

    assertThat(types).contains("Orders", "OrdersTest");
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
  }
}
