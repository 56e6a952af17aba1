package io.twinbox.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** The SQL resources, with their placeholders filled in. */
final class SchemaScript {

  /** Slots the retention is spread over; two more are the one being written and a free one. */
  private static final int SLOTS_OF_RETENTION = 6;

  private SchemaScript() {}

  static String create(SchemaName schema) {
    return "CREATE SCHEMA IF NOT EXISTS " + schema.quoted() + ";\n";
  }

  static String versionOne(SchemaName schema, Duration retention) {
    return filled("V1.sql", schema, retention) + filled("V1_inbox.sql", schema, retention);
  }

  static String retention(SchemaName schema, Duration retention) {
    return filled("retention.sql", schema, retention);
  }

  static String roles(SchemaName schema, RoleNames roles) {
    return fill(
        read("roles.sql"),
        Map.ofEntries(
            Map.entry("schema", schema.quoted()),
            Map.entry("owner", Identifiers.quote("owner", roles.owner())),
            Map.entry("app", Identifiers.quote("app", roles.app())),
            Map.entry("relay", Identifiers.quote("relay", roles.relay())),
            Map.entry("viewer", Identifiers.quote("viewer", roles.viewer())),
            Map.entry("operator", Identifiers.quote("operator", roles.operator())),
            Map.entry("owner_name", roles.owner()),
            Map.entry("app_name", roles.app()),
            Map.entry("relay_name", roles.relay()),
            Map.entry("viewer_name", roles.viewer()),
            Map.entry("operator_name", roles.operator())));
  }

  /** How long one slot is written, in seconds. */
  static long slotSeconds(Duration retention) {
    return (retention.toSeconds() + SLOTS_OF_RETENTION - 1) / SLOTS_OF_RETENTION;
  }

  private static String filled(String resource, SchemaName schema, Duration retention) {
    String whole =
        read(resource)
            .replace("${current_slot}", read("current_slot.sql"))
            .replace("${inbox_slot}", read("inbox_slot.sql"));
    return fill(
        whole,
        Map.of(
            "schema", schema.quoted(),
            "slot_seconds", Long.toString(slotSeconds(retention)),
            "retention_seconds", Long.toString(retention.toSeconds())));
  }

  private static String fill(String template, Map<String, String> values) {
    String filled = template;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled = filled.replace("${" + value.getKey() + '}', value.getValue());
    }
    return filled;
  }

  private static String read(String resource) {
    try (InputStream in = SchemaScript.class.getResourceAsStream("postgresql/" + resource)) {
      if (in == null) {
        throw new IllegalStateException("Not in the jar: postgresql/" + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
