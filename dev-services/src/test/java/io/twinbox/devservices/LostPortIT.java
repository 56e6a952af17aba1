package io.twinbox.devservices;

import static io.twinbox.devservices.Sql.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody else takes a port between our choosing and our using it. */
class LostPortIT {
  private ServerSocket taken;

  @BeforeEach
  void takePort() throws IOException {
    taken = new ServerSocket(FreePort.pick(), 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void freePort() throws IOException {
    taken.close();
  }

  @Test
  void postgresTakesAnother() {
    PrimitiveIterator.OfInt ports = takenThenFree();
    PostgresCluster cluster =
        new PostgresCluster(
            PostgresVersion.DEFAULT, null, 0, ports::nextInt, Map.of("fsync", "off"));
    try (Server server = cluster.server()) {
      cluster.start();
      assertThat(server.isRunning()).isTrue();
      assertThat(cluster.port()).isNotEqualTo(taken.getLocalPort());
      String url = "jdbc:postgresql://127.0.0.1:" + cluster.port() + "/postgres?user=postgres";
      assertThat(ask(url, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void postgresInsistsOnThePortItHadBefore() {
    PrimitiveIterator.OfInt ports = IntStream.of(FreePort.pick()).iterator();
    PostgresCluster cluster =
        new PostgresCluster(
            PostgresVersion.DEFAULT, null, 0, ports::nextInt, Map.of("fsync", "off"));
    try (Server server = cluster.server()) {
      cluster.start();
      server.kill();
      try (ServerSocket intruder =
          new ServerSocket(cluster.port(), 1, InetAddress.getLoopbackAddress())) {
        assertThat(intruder.isBound()).isTrue();
        assertThatThrownBy(cluster::start).isInstanceOf(DevServiceException.class);
      } catch (IOException e) {
        throw new AssertionError("a dead server's port is free", e);
      }
      cluster.start();
    }
  }

  @Test
  void kafkaTakesOthers() {
    PrimitiveIterator.OfInt ports = takenThenFree();
    KafkaNode node =
        new KafkaNode(
            null,
            0,
            ports::nextInt,
            null,
            new BrokerProperties(Map.of(), Map.of()),
            List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    try (Server server = node.server()) {
      node.start();
      assertThat(server.isRunning()).isTrue();
      assertThat(node.port()).isNotEqualTo(taken.getLocalPort());
    }
  }

  private PrimitiveIterator.OfInt takenThenFree() {
    IntStream free = IntStream.generate(FreePort::pick);
    return IntStream.concat(IntStream.of(taken.getLocalPort()), free).iterator();
  }
}
