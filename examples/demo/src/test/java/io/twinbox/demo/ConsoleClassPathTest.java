package io.twinbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleClassPathTest {
  @TempDir private Path root;

  @Test
  void withoutAServerThereIsNone() {
    assertThat(ConsoleClassPath.builtIn(root)).isEmpty();
  }

  @Test
  void whatTheServersBuildHasWrittenDownAndTheDemoItself() throws IOException {
    Path built = Files.createDirectories(root.resolve("server/target/quick"));
    Files.writeString(built.resolve("twinbox.classpath"), "/a.jar:/b.jar\n");

    assertThat(ConsoleClassPath.builtIn(root).orElseThrow().split(":"))
        .startsWith(built.resolve("classes").toString(), "/a.jar", "/b.jar")
        .hasSize(4);
  }
}
