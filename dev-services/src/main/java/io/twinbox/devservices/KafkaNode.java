package io.twinbox.devservices;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.admin.Admin;
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
  private final IntSupplier freePorts;
  private final @Nullable TcpProxy proxy;
  private final String newClusterId = Uuid.randomUuid().toString();

  private volatile BrokerProperties.@Nullable Ports ports;

  /**
   * Describes a node.
   *
   * @param fixedPort for the clients; 0 for one taken from freePorts, as the other ports are,
   *     others if somebody else was faster
   */
  KafkaNode(
      @Nullable Path directory,
      int fixedPort,
      IntSupplier freePorts,
      @Nullable TcpProxy proxy,
      BrokerProperties properties,
      List<String> jvmArguments) {
    this.server = new Server("kafka", directory, "TERM");
    this.fixedPort = fixedPort;
    this.freePorts = freePorts;
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
    int client = fixedPort != 0 ? fixedPort : freePorts.getAsInt();
    return new BrokerProperties.Ports(client, freePorts.getAsInt(), freePorts.getAsInt());
  }

  private boolean isTaken(BrokerProperties.Ports chosen) {
    return (fixedPort == 0 && !FreePort.isFree(chosen.client()))
        || !FreePort.isFree(chosen.controller())
        || !FreePort.isFree(chosen.proxied());
  }

  private boolean startOn(BrokerProperties.Ports chosen) {
    server.launch(command(writeProperties(chosen)));
    // The open port first: an Admin that finds it closed fills the caller's log with warnings.
    if (!server.awaitReady(() -> accepts(chosen.client()), START_TIMEOUT) || !answers(chosen)) {
      return false;
    }
    if (proxy != null) {
      proxy.forwardTo(chosen.proxied());
    }
    return true;
  }

  private boolean answers(BrokerProperties.Ports chosen) {
    try (KafkaAdministration administration =
        new KafkaAdministration(Admin.create(properties.clientProperties(chosen.client())))) {
      return administration.awaitAnswer(server, this::clusterId);
    }
  }

  /** A directory of the caller's may hold a cluster that was named long ago. */
  private String clusterId() {
    Properties meta = new Properties();
    try (Reader reader = Files.newBufferedReader(metaProperties())) {
      meta.load(reader);
    } catch (IOException e) {
      return newClusterId; // not formatted yet
    }
    return meta.getProperty("cluster.id", newClusterId);
  }

  private Path metaProperties() {
    return data().resolve("meta.properties");
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
    command.add(newClusterId);
    command.add(metaProperties().toString());
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
}
