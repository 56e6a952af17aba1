package io.twinbox.spring.tracing;

import io.twinbox.spring.kafka.KafkaConnection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * By what a cluster is known to whoever sends to it: the first of its bootstrap servers. Which
 * broker takes an entry is the client's business.
 *
 * @param host its name or address
 * @param port its port
 */
record BrokerAddress(String host, long port) {
  static final String HOST = "server.address";
  static final String PORT = "server.port";

  private static final Pattern FIRST =
      Pattern.compile("\\s*(?:\\w+://)?\\[?([^,\\s]+?)]?:(\\d{1,5})\\s*(?:,.*)?");

  /** That of a connection; null if it tells none. */
  static @Nullable BrokerAddress of(KafkaConnection kafka) {
    Object servers = kafka.producer().get("bootstrap.servers");
    Matcher first = FIRST.matcher(servers == null ? "" : servers.toString());
    return first.matches()
        ? new BrokerAddress(first.group(1), Long.parseLong(first.group(2)))
        : null;
  }
}
