package io.twinbox.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BrokerPropertiesTest {
  private static final BrokerProperties.Ports PORTS = new BrokerProperties.Ports(1001, 1002, 1003);

  @Test
  void aPlainNodeListensForClientsAndForItself() {
    Properties properties = write(new BrokerProperties(Map.of(), Map.of()), 0);
    assertThat(properties)
        .containsEntry("listeners", "CLIENT://127.0.0.1:1001,CONTROLLER://127.0.0.1:1002")
        .containsEntry("advertised.listeners", "CLIENT://127.0.0.1:1001")
        .containsEntry("log.dirs", "/data")
        .containsEntry("transaction.state.log.min.isr", "1")
        .containsEntry("offsets.topic.replication.factor", "1")
        .doesNotContainKey("authorizer.class.name");
  }

  @Test
  void clientsOfTheProxyAreToldTheProxysPort() {
    Properties properties = write(new BrokerProperties(Map.of(), Map.of()), 7777);
    assertThat(properties.getProperty("listeners")).endsWith(",PROXIED://127.0.0.1:1003");
    assertThat(properties.getProperty("advertised.listeners"))
        .endsWith(",PROXIED://127.0.0.1:7777");
  }

  @Test
  void usersLogInAndAreAuthorised() {
    BrokerProperties users =
        new BrokerProperties(Map.of(), Map.of("admin", "admin", "alice", "secret"));
    users.setPassword("alice", "changed");
    Properties properties = write(users, 0);
    assertThat(properties.getProperty("listener.security.protocol.map"))
        .contains("CLIENT:SASL_PLAINTEXT", "PROXIED:SASL_PLAINTEXT", "CONTROLLER:PLAINTEXT");
    assertThat(properties.getProperty("listener.name.client.plain.sasl.jaas.config"))
        .contains("user_alice=\"changed\"", "username=\"admin\"")
        .endsWith(";");
    assertThat(properties).containsKey("authorizer.class.name");
    assertThat(users.clientProperties(1001, "alice"))
        .containsEntry("bootstrap.servers", "127.0.0.1:1001")
        .containsEntry("security.protocol", "SASL_PLAINTEXT")
        .hasEntrySatisfying(
            "sasl.jaas.config",
            jaas -> assertThat((String) jaas).contains("\"alice\"", "\"changed\""));
  }

  @Test
  void whatTheCallerSetsWinsUntilItIsTakenOut() {
    BrokerProperties properties =
        new BrokerProperties(Map.of("auto.create.topics.enable", "true"), Map.of());
    assertThat(write(properties, 0)).containsEntry("auto.create.topics.enable", "true");
    properties.set("auto.create.topics.enable", null);
    properties.set("message.max.bytes", "5");
    assertThat(write(properties, 0))
        .containsEntry("auto.create.topics.enable", "false")
        .containsEntry("message.max.bytes", "5");
  }

  private static Properties write(BrokerProperties properties, int advertisedProxy) {
    return properties.properties(Path.of("/data"), PORTS, advertisedProxy);
  }
}
