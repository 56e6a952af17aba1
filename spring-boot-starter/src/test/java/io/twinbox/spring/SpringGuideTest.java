package io.twinbox.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The guide's table of properties is that of the metadata. */
class SpringGuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "spring.md");

  @Test
  void everyPropertyIsInTheGuideAsTheMetadataTellsIt() throws IOException {
    List<String> rows = new ArrayList<>();
    for (JsonNode property : metadata().get("properties")) {
      String name = property.get("name").asString();
      if (name.startsWith("twinbox.")) {
        rows.add(row(name, property));
      }
    }

    assertThat(rows).hasSizeGreaterThan(25);
    assertThat(Files.readString(GUIDE)).contains(String.join("\n", rows));
  }

  private static String row(String name, JsonNode property) {
    assertThat(property.has("description")).as("%s has a description", name).isTrue();
    String description = property.get("description").asString();
    String value = property.has("defaultValue") ? property.get("defaultValue").asString() : "";
    return "| `" + name + "` | " + description + " | " + value + " |";
  }

  private static JsonNode metadata() throws IOException {
    String name = "/META-INF/spring-configuration-metadata.json";
    try (InputStream json = TwinboxDataSource.class.getResourceAsStream(name)) {
      return JsonMapper.shared().readTree(json);
    }
  }
}
