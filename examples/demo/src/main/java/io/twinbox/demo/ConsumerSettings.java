package io.twinbox.demo;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Map;
import java.util.Properties;

/**
 * What a consumer process has to know. Immutable.
 *
 * @param jdbcUrl the service's database, complete with user and password
 * @param bootstrapServers Kafka
 * @param service whose consumer it is
 */
record ConsumerSettings(String jdbcUrl, String bootstrapServers, ServiceName service)
    implements ProcessSettings {
  /** Refuses missing settings. */
  ConsumerSettings {
    requireNonNull(jdbcUrl, "jdbcUrl");
    requireNonNull(bootstrapServers, "bootstrapServers");
    requireNonNull(service, "service");
  }

  @Override
  public Map<String, String> values() {
    return Map.of(
        "jdbc-url", jdbcUrl, "bootstrap-servers", bootstrapServers, "service", service.name());
  }

  /** Reads what was written, up to an empty line; what follows stays unread. */
  static ConsumerSettings read(BufferedReader in) throws IOException {
    Properties properties = ProcessSettings.read(in);
    return new ConsumerSettings(
        ProcessSettings.required(properties, "jdbc-url"),
        ProcessSettings.required(properties, "bootstrap-servers"),
        ServiceName.valueOf(ProcessSettings.required(properties, "service")));
  }
}
