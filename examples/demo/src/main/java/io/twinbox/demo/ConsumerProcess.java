package io.twinbox.demo;

import com.zaxxer.hikari.HikariDataSource;
import io.twinbox.Outbox;
import io.twinbox.checker.EffectLedger;
import io.twinbox.checker.Ledger;
import io.twinbox.inbox.Inbox;
import io.twinbox.inbox.InboxConsumer;
import io.twinbox.inbox.InboxListener;
import io.twinbox.jdbc.JdbcInboxStore;
import io.twinbox.jdbc.JdbcOutbox;
import io.twinbox.jdbc.JdbcTransactions;
import io.twinbox.kafka.KafkaSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import javax.sql.DataSource;

/**
 * A service's consumer as a program of its own: what Kafka delivers, its handlers apply once. Reads
 * {@link ConsumerSettings} from standard input, says {@value ServiceNode#READY} on standard output,
 * and works until it is told to end: by SIGTERM, or by the end of standard input, so that it never
 * outlives the program that started it.
 */
public final class ConsumerProcess {
  private static final int CONNECTIONS = 6;

  private ConsumerProcess() {}

  /** Runs until told to end. */
  public static void main(String[] args) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    ConsumerSettings settings = ConsumerSettings.read(in);
    HikariDataSource dataSource =
        Pools.open(settings.jdbcUrl(), settings.service().consumerSessions(), CONNECTIONS);
    InboxConsumer consumer = consumer(settings, dataSource);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(consumer, dataSource)));
    consumer.start();
    System.out.println(ServiceNode.READY);
    while (in.readLine() != null) {
      // nothing more is said there; its end is the message
    }
    System.exit(0);
  }

  private static InboxConsumer consumer(ConsumerSettings settings, DataSource dataSource) {
    ServiceName service = settings.service();
    KafkaSource source =
        KafkaSource.builder()
            .bootstrapServers(settings.bootstrapServers())
            // A name of its own in the group: after a crash it has its partitions back at once.
            .property("group.instance.id", service.member())
            .build();
    Inbox.Builder inbox =
        Inbox.consumer(service.consumer())
            .topics(service.hears())
            .source(source)
            .store(JdbcInboxStore.builder().dataSource(dataSource).build())
            .transactions(JdbcTransactions.of(dataSource))
            .listener(new Spokesman());
    return handlers(inbox, service, dataSource).build();
  }

  private static Inbox.Builder handlers(
      Inbox.Builder inbox, ServiceName service, DataSource dataSource) {
    EffectLedger effects = service.effects(dataSource);
    return switch (service) {
      case ORDERS ->
          inbox.on("PaymentMade", PaymentMade.class, new Confirmations(effects)::confirm);
      case PAYMENTS -> {
        Outbox outbox = JdbcOutbox.builder().build();
        Payments payments = new Payments(outbox, new Ledger(dataSource), effects);
        yield inbox.on("OrderPlaced", OrderPlaced.class, payments::pay);
      }
    };
  }

  private static void end(InboxConsumer consumer, HikariDataSource dataSource) {
    consumer.close();
    dataSource.close();
  }

  /** Says how many records were refused: the program that watches us adds it up. */
  private static final class Spokesman implements InboxListener {
    @Override
    public void chunkSettled(int handled, int duplicates, long nanos) {
      if (duplicates > 0) {
        System.out.println(ConsumerNode.DUPLICATES + duplicates);
      }
    }
  }
}
