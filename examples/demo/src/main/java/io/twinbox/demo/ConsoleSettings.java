package io.twinbox.demo;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Map;
import java.util.Properties;

/**
 * What the console's process has to know. Immutable.
 *
 * @param port where it listens, on the loopback address
 * @param ordersUrl the order service's database, complete with user and password
 * @param paymentsUrl the payment service's
 * @param bootstrapServers Kafka
 */
record ConsoleSettings(int port, String ordersUrl, String paymentsUrl, String bootstrapServers)
    implements ProcessSettings {
  /** Refuses missing settings. */
  ConsoleSettings {
    requireNonNull(ordersUrl, "ordersUrl");
    requireNonNull(paymentsUrl, "paymentsUrl");
    requireNonNull(bootstrapServers, "bootstrapServers");
  }

  @Override
  public Map<String, String> values() {
    return Map.of(
        "port", Integer.toString(port),
        "orders-url", ordersUrl,
        "payments-url", paymentsUrl,
        "bootstrap-servers", bootstrapServers);
  }

  /** Reads what was written, up to an empty line; what follows stays unread. */
  static ConsoleSettings read(BufferedReader in) throws IOException {
    Properties properties = ProcessSettings.read(in);
    return new ConsoleSettings(
        Integer.parseInt(ProcessSettings.required(properties, "port")),
        ProcessSettings.required(properties, "orders-url"),
        ProcessSettings.required(properties, "payments-url"),
        ProcessSettings.required(properties, "bootstrap-servers"));
  }
}
