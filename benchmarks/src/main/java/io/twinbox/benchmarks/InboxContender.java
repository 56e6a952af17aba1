package io.twinbox.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.twinbox.inbox.Delivery;
import io.twinbox.inbox.Inbox;
import io.twinbox.inbox.InboxConsumer;
import io.twinbox.inbox.InboxMode;
import io.twinbox.inbox.InboxOptions;
import io.twinbox.inbox.InboxStatus;
import io.twinbox.jdbc.JdbcInboxStore;
import io.twinbox.jdbc.JdbcTransactions;
import io.twinbox.kafka.KafkaSource;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;

/**
 * The inbox with its default options, on a pool as an application would give it. Each start is a
 * consumer group of its own, which begins at the first record; the ledger is the same.
 */
final class InboxContender implements Contender {
  /** Its name in the ledger. */
  static final String NAME = "bench";

  private static final int CONNECTIONS = 10;

  private final String bootstrapServers;
  private final InboxMode mode;
  private final UnaryOperator<Inbox.Builder> handler;
  private final HikariDataSource pool;
  private @Nullable InboxConsumer consumer;

  /**
   * Makes a consumer to be started and stopped.
   *
   * @param handler registers what handles {@link OrderPlaced}
   */
  InboxContender(
      String databaseUrl,
      String bootstrapServers,
      InboxMode mode,
      UnaryOperator<Inbox.Builder> handler) {
    this.bootstrapServers = bootstrapServers;
    this.mode = mode;
    this.handler = handler;
    this.pool = RelayContender.pool(databaseUrl, CONNECTIONS);
  }

  /** Does nothing. */
  static Inbox.Builder ignoring(Inbox.Builder builder) {
    return builder.onBatch(LogFill.TYPE, OrderPlaced.class, (batch, connection) -> {});
  }

  /** Inserts by one statement per batch. */
  static Inbox.Builder insertingBatches(Inbox.Builder builder) {
    return builder.onBatch(LogFill.TYPE, OrderPlaced.class, InboxContender::insert);
  }

  /** Inserts by a statement per message. */
  static Inbox.Builder insertingOneByOne(Inbox.Builder builder) {
    return builder.on(
        LogFill.TYPE,
        OrderPlaced.class,
        (order, context) -> Effects.insert(context.connection(), order));
  }

  private static void insert(List<Delivery<OrderPlaced>> batch, Connection connection)
      throws Exception {
    Effects.insertAll(connection, batch.stream().map(Delivery::event).toList());
  }

  @Override
  public void start(String topic) {
    if (consumer != null) {
      throw new IllegalStateException("already started");
    }
    KafkaSource source =
        KafkaSource.builder()
            .bootstrapServers(bootstrapServers)
            .property(ConsumerConfig.GROUP_ID_CONFIG, NAME + "-" + UUID.randomUUID())
            .build();
    Inbox.Builder builder =
        Inbox.consumer(NAME)
            .topics(topic)
            .source(source)
            .store(JdbcInboxStore.builder().dataSource(pool).build())
            .transactions(JdbcTransactions.of(pool))
            .options(InboxOptions.builder().mode(mode).build());
    consumer = handler.apply(builder).build().start();
  }

  @Override
  public long moved() {
    InboxConsumer running = consumer;
    if (running == null) {
      return 0;
    }
    InboxStatus status = running.status();
    return status.handled() + status.duplicates();
  }

  @Override
  public void stop() {
    InboxConsumer running = consumer;
    if (running != null) {
      running.close();
      consumer = null;
    }
  }

  @Override
  public void close() {
    stop();
    pool.close();
  }
}
