package io.twinbox.demo;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.Properties;

/**
 * What a relay process has to know. It gets it through its standard input and not as arguments,
 * because everybody on the machine can read those. Immutable.
 *
 * @param jdbcUrl the database, complete with user and password
 * @param bootstrapServers Kafka
 * @param relay the relay's name; processes with the same name take turns
 * @param lease how long a relay that says nothing keeps the others waiting
 */
public record RelaySettings(String jdbcUrl, String bootstrapServers, String relay, Duration lease) {
  /** Refuses missing settings. */
  public RelaySettings {
    requireNonNull(jdbcUrl, "jdbcUrl");
    requireNonNull(bootstrapServers, "bootstrapServers");
    requireNonNull(relay, "relay");
    requireNonNull(lease, "lease");
  }

  /** Writes them as properties, ended by an empty line. */
  void write(Writer out) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("jdbc-url", jdbcUrl);
    properties.setProperty("bootstrap-servers", bootstrapServers);
    properties.setProperty("relay", relay);
    properties.setProperty("lease", lease.toString());
    StringWriter text = new StringWriter();
    properties.store(text, null);
    out.write(text + "\n");
    out.flush();
  }

  /** Reads properties up to an empty line; what follows stays unread. */
  static RelaySettings read(BufferedReader in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      text.append(line).append('\n');
    }
    Properties properties = new Properties();
    properties.load(new StringReader(text.toString()));
    return new RelaySettings(
        required(properties, "jdbc-url"),
        required(properties, "bootstrap-servers"),
        required(properties, "relay"),
        Duration.parse(required(properties, "lease")));
  }

  private static String required(Properties properties, String name) {
    return requireNonNull(properties.getProperty(name), name);
  }
}
