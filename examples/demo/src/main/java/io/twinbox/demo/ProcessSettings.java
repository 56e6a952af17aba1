package io.twinbox.demo;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.util.Map;
import java.util.Properties;

/**
 * What a process has to know. It gets it through its standard input and not as arguments, because
 * everybody on the machine can read those. Implementations are immutable.
 */
sealed interface ProcessSettings permits RelaySettings, ConsumerSettings, ConsoleSettings {
  /** All of it, by name. */
  Map<String, String> values();

  /** Writes the values as properties, ended by an empty line. */
  default void write(Writer out) throws IOException {
    Properties properties = new Properties();
    properties.putAll(values());
    StringWriter text = new StringWriter();
    properties.store(text, null);
    out.write(text + "\n");
    out.flush();
  }

  /** Reads properties up to an empty line; what follows stays unread. */
  static Properties read(BufferedReader in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      text.append(line).append('\n');
    }
    Properties properties = new Properties();
    properties.load(new StringReader(text.toString()));
    return properties;
  }

  /** A value that must be there. */
  static String required(Properties properties, String name) {
    return requireNonNull(properties.getProperty(name), name);
  }
}
