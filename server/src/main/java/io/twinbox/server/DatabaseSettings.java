package io.twinbox.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.env.MapPropertySource;

/**
 * What the file says of a database, as the properties an application of its own would have. The
 * sections are named shorter than there, and there is no other.
 */
final class DatabaseSettings {
  private static final Map<String, String> SECTIONS =
      new TreeMap<>(
          Map.of(
              "datasource", "spring.datasource",
              "kafka", "spring.kafka",
              "mail", "spring.mail",
              "relay", "twinbox.relay",
              "channels", "twinbox.channels",
              "schema", "twinbox.schema",
              "observe", "twinbox.observe",
              "console", "twinbox.server.console"));

  private DatabaseSettings() {}

  /**
   * The properties of a database.
   *
   * @param name its name
   * @param sections as they were bound: maps, lists and texts
   * @throws IllegalArgumentException if there is a section nobody knows
   */
  static MapPropertySource of(String name, Map<String, Object> sections) {
    Map<String, Object> properties = new LinkedHashMap<>();
    sections.forEach(
        (section, value) -> {
          String prefix = SECTIONS.get(section);
          if (prefix == null) {
            throw new IllegalArgumentException(
                "twinbox.server.databases."
                    + name
                    + ": there is no section '"
                    + section
                    + "', there are "
                    + SECTIONS.keySet());
          }
          flatten(prefix, value, properties);
        });
    properties.put("spring.application.name", name);
    return new MapPropertySource("twinbox database " + name, properties);
  }

  private static void flatten(String path, Object value, Map<String, Object> properties) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, inner) -> flatten(path + part(key), inner, properties));
    } else if (value instanceof Iterable<?> list) {
      int index = 0;
      for (Object item : list) {
        flatten(path + "[" + index++ + "]", item, properties);
      }
    } else {
      properties.put(path, value);
    }
  }

  /** Topics and Kafka's own properties have dots in their names. */
  private static String part(Object key) {
    String text = String.valueOf(key);
    return text.matches("[a-z0-9-]+") ? "." + text : "[" + text + "]";
  }
}
