package io.twinbox.devservices;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Writes the server.properties of a single node that is broker and controller. */
final class BrokerProperties {
  static final String ADMIN = "admin";

  private static final String PLAIN_LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required";
  private static final String CLIENT = "CLIENT";
  private static final String PROXIED = "PROXIED";
  private static final String CONTROLLER = "CONTROLLER";
  private static final List<String> INTERNAL_TOPICS =
      List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic");

  private final Map<String, String> overrides;
  private final Map<String, String> users;

  BrokerProperties(Map<String, String> overrides, Map<String, String> users) {
    this.overrides = new LinkedHashMap<>(overrides);
    this.users = new LinkedHashMap<>(users);
  }

  /** The ports of one node. */
  record Ports(int client, int controller, int proxied) {}

  synchronized void set(String property, @Nullable String value) {
    if (value == null) {
      overrides.remove(property);
    } else {
      overrides.put(property, value);
    }
  }

  synchronized void setPassword(String user, String password) {
    users.put(user, password);
  }

  private boolean isSecured() {
    return !users.isEmpty();
  }

  /** What a client needs to connect to this port as the user who may do everything. */
  synchronized Map<String, Object> clientProperties(int port) {
    return isSecured() ? clientProperties(port, ADMIN) : bootstrap(port);
  }

  /** What a client needs to connect to this port as this user. */
  synchronized Map<String, Object> clientProperties(int port, String user) {
    String password = users.get(user);
    if (password == null) {
      throw new IllegalArgumentException("No such user: " + user);
    }
    Map<String, Object> properties = bootstrap(port);
    properties.put("security.protocol", "SASL_PLAINTEXT");
    properties.put("sasl.mechanism", "PLAIN");
    properties.put(
        "sasl.jaas.config",
        PLAIN_LOGIN + " username=\"%s\" password=\"%s\";".formatted(user, password));
    return properties;
  }

  private static Map<String, Object> bootstrap(int port) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("bootstrap.servers", "127.0.0.1:" + port);
    return properties;
  }

  /**
   * All properties of the node.
   *
   * @param advertisedProxy the port clients of the proxied listener are told; 0 for no such
   *     listener
   */
  synchronized Properties properties(Path data, Ports ports, int advertisedProxy) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("process.roles", "broker,controller");
    all.put("node.id", "1");
    all.put("controller.quorum.voters", "1@127.0.0.1:" + ports.controller());
    all.put("controller.listener.names", CONTROLLER);
    all.put("inter.broker.listener.name", CLIENT);
    all.put("log.dirs", data.toString());
    putListeners(all, ports, advertisedProxy);
    putSmallAndFast(all);
    if (isSecured()) {
      putSecurity(all);
    }
    all.putAll(overrides);
    Properties properties = new Properties();
    properties.putAll(all);
    return properties;
  }

  private void putListeners(Map<String, String> all, Ports ports, int advertisedProxy) {
    String protocol = isSecured() ? "SASL_PLAINTEXT" : "PLAINTEXT";
    String client = address(CLIENT, ports.client());
    String listeners = client + "," + address(CONTROLLER, ports.controller());
    String advertised = client;
    if (advertisedProxy != 0) {
      listeners += "," + address(PROXIED, ports.proxied());
      advertised += "," + address(PROXIED, advertisedProxy);
    }
    all.put("listeners", listeners);
    all.put("advertised.listeners", advertised);
    all.put(
        "listener.security.protocol.map",
        "%s:%s,%s:%s,%s:PLAINTEXT".formatted(CLIENT, protocol, PROXIED, protocol, CONTROLLER));
  }

  private static String address(String listener, int port) {
    return listener + "://127.0.0.1:" + port;
  }

  private static void putSmallAndFast(Map<String, String> all) {
    for (String topic : INTERNAL_TOPICS) {
      all.put(topic + ".replication.factor", "1");
      all.put(topic + ".num.partitions", "4");
    }
    all.put("transaction.state.log.min.isr", "1");
    all.put("share.coordinator.state.topic.min.isr", "1");
    all.put("group.initial.rebalance.delay.ms", "0");
    all.put("auto.create.topics.enable", "false");
    // A killed broker may register again only when the session of its former life has ended.
    all.put("broker.session.timeout.ms", "4000");
    all.put("broker.heartbeat.interval.ms", "500");
    all.put("log.cleaner.dedupe.buffer.size", String.valueOf(16 << 20));
  }

  /**
   * Whoever names a user gets authorisation too: all is allowed until a rule says otherwise, so
   * that a test forbids the one topic it is about.
   */
  private void putSecurity(Map<String, String> all) {
    StringBuilder jaas = new StringBuilder(PLAIN_LOGIN);
    jaas.append(" username=\"").append(ADMIN).append('"');
    jaas.append(" password=\"").append(users.get(ADMIN)).append('"');
    users.forEach(
        (user, password) ->
            jaas.append(" user_").append(user).append("=\"").append(password).append('"'));
    jaas.append(';');
    for (String listener : List.of(CLIENT, PROXIED)) {
      String prefix = "listener.name." + listener.toLowerCase(Locale.ROOT);
      all.put(prefix + ".plain.sasl.jaas.config", jaas.toString());
    }
    all.put("sasl.enabled.mechanisms", "PLAIN");
    all.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    all.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    // The node's own controller connection is not authenticated.
    all.put("super.users", "User:" + ADMIN + ";User:ANONYMOUS");
    all.put("allow.everyone.if.no.acl.found", "true");
  }
}
