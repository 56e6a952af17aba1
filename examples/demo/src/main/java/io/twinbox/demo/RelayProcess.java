package io.twinbox.demo;

import com.zaxxer.hikari.HikariDataSource;
import io.twinbox.jdbc.JdbcOutboxStore;
import io.twinbox.kafka.KafkaPublisher;
import io.twinbox.relay.Relay;
import io.twinbox.relay.RelayOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The relay as a program of its own. Reads {@link RelaySettings} from standard input, says {@value
 * ServiceNode#READY} on standard output, and relays until it is told to end: by SIGTERM, or by the
 * end of standard input, so that it never outlives the program that started it.
 */
public final class RelayProcess {
  /** By this name the database's sessions of all relay processes are known. */
  public static final String APPLICATION_NAME = "twinbox-demo-relay";

  private static final int CONNECTIONS = 4;

  private RelayProcess() {}

  /** Runs until told to end. */
  public static void main(String[] args) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    RelaySettings settings = RelaySettings.read(in);
    HikariDataSource dataSource = Pools.open(settings.jdbcUrl(), APPLICATION_NAME, CONNECTIONS);
    KafkaPublisher publisher =
        KafkaPublisher.builder().bootstrapServers(settings.bootstrapServers()).build();
    Relay relay =
        Relay.builder()
            .name(settings.relay())
            .store(JdbcOutboxStore.builder().dataSource(dataSource).build())
            .publisher(publisher)
            .options(RelayOptions.builder().leaseTimeToLive(settings.lease()).build())
            .build();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(relay, publisher, dataSource)));
    relay.start();
    System.out.println(ServiceNode.READY);
    while (in.readLine() != null) {
      // nothing more is said there; its end is the message
    }
    System.exit(0);
  }

  /** The relay first: it finishes and confirms what it has in flight. */
  private static void end(Relay relay, KafkaPublisher publisher, HikariDataSource dataSource) {
    relay.close();
    publisher.close();
    dataSource.close();
  }
}
