package io.twinbox.devservices;

import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** The storage of one Kafka node and how its process is made and started. */
final class KafkaNode {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
  private static final int CONNECT_TIMEOUT_MS = 1_000;

  private final Server server;
  private final BrokerProperties properties;
  private final List<String> jvmArguments;
  private final int fixedPort;
  private final @Nullable TcpProxy proxy;
  private final String clusterId = Uuid.randomUuid().toString();

  private volatile BrokerProperties.@Nullable Ports ports;

  KafkaNode(
      @Nullable Path directory,
      int fixedPort,
      @Nullable TcpProxy proxy,
      BrokerProperties properties,
      List<String> jvmArguments) {
    this.server = new Server("kafka", directory, "TERM");
    this.fixedPort = fixedPort;
    this.proxy = proxy;
    this.properties = properties;
    this.jvmArguments = List.copyOf(jvmArguments);
  }

  Server server() {
    return server;
  }

  BrokerProperties properties() {
    return properties;
  }

  int port() {
    BrokerProperties.Ports chosen = ports;
    if (chosen == null) {
      throw new IllegalStateException("Kafka has not been started");
    }
    return chosen.client();
  }

  synchronized void start() {
    if (server.isRunning()) {
      throw new IllegalStateException("Kafka is already running");
    }
    BrokerProperties.Ports settled = ports;
    if (settled != null) {
      if (!startOn(settled)) {
        throw server.failure("Kafka ended while starting on " + settled, null);
      }
      return;
    }
    ports = startOnNewPorts();
  }

  private BrokerProperties.Ports startOnNewPorts() {
    for (int i = 1; ; i++) {
      BrokerProperties.Ports chosen = choosePorts();
      if (startOn(chosen)) {
        return chosen;
      }
      boolean lostTheRace = isTaken(chosen);
      if (!lostTheRace || i == FreePort.RACES) {
        throw server.failure("Kafka ended while starting on " + chosen, null);
      }
    }
  }

  private BrokerProperties.Ports choosePorts() {
    int client = fixedPort != 0 ? fixedPort : FreePort.pick();
    return new BrokerProperties.Ports(client, FreePort.pick(), FreePort.pick());
  }

  private boolean isTaken(BrokerProperties.Ports chosen) {
    return (fixedPort == 0 && !FreePort.isFree(chosen.client()))
        || !FreePort.isFree(chosen.controller())
        || !FreePort.isFree(chosen.proxied());
  }

  private boolean startOn(BrokerProperties.Ports chosen) {
    server.launch(command(writeProperties(chosen)));
    boolean started = server.awaitReady(() -> accepts(chosen.client()), START_TIMEOUT);
    if (started && proxy != null) {
      proxy.forwardTo(chosen.proxied());
    }
    return started;
  }

  private Path writeProperties(BrokerProperties.Ports chosen) {
    Path file = server.home().resolve("server.properties");
    int advertised = proxy == null ? 0 : proxy.port();
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.properties(data(), chosen, advertised).store(writer, null);
      return file;
    } catch (IOException e) {
      throw new DevServiceException("Could not write " + file, e);
    }
  }

  private List<String> command(Path propertiesFile) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.awt.headless=true",
            "-Dorg.slf4j.simpleLogger.logFile=System.out",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
    command.addAll(jvmArguments);
    command.addAll(List.of("-cp", KafkaPrograms.classPath(), BrokerMain.class.getName()));
    command.add(propertiesFile.toString());
    command.add(clusterId);
    command.add(data().resolve("meta.properties").toString());
    return command;
  }

  private Path data() {
    return server.home().resolve("data");
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_TIMEOUT_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static Map<String, Object> saslProperties(String user, String password) {
    return Map.of(
        "security.protocol", "SASL_PLAINTEXT",
        "sasl.mechanism", "PLAIN",
        "sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\""
                    .formatted(user)
                + " password=\"%s\";".formatted(password));
  }
}
