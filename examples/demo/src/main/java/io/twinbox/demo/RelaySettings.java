package io.twinbox.demo;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/**
 * What a relay process has to know. Immutable.
 *
 * @param jdbcUrl the database, complete with user and password
 * @param bootstrapServers Kafka
 * @param relay the relay's name; processes with the same name take turns
 * @param lease how long a relay that says nothing keeps the others waiting
 */
public record RelaySettings(String jdbcUrl, String bootstrapServers, String relay, Duration lease)
    implements ProcessSettings {
  /** Refuses missing settings. */
  public RelaySettings {
    requireNonNull(jdbcUrl, "jdbcUrl");
    requireNonNull(bootstrapServers, "bootstrapServers");
    requireNonNull(relay, "relay");
    requireNonNull(lease, "lease");
  }

  @Override
  public Map<String, String> values() {
    return Map.of(
        "jdbc-url", jdbcUrl,
        "bootstrap-servers", bootstrapServers,
        "relay", relay,
        "lease", lease.toString());
  }

  /** Reads what was written, up to an empty line; what follows stays unread. */
  static RelaySettings read(BufferedReader in) throws IOException {
    Properties properties = ProcessSettings.read(in);
    return new RelaySettings(
        ProcessSettings.required(properties, "jdbc-url"),
        ProcessSettings.required(properties, "bootstrap-servers"),
        ProcessSettings.required(properties, "relay"),
        Duration.parse(ProcessSettings.required(properties, "lease")));
  }
}
