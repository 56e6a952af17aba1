package io.twinbox.systemtests;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.twinbox.inbox.InboxConsumer;
import io.twinbox.inbox.InboxOptions;
import io.twinbox.inbox.InboxStatus;
import io.twinbox.jdbc.JdbcInboxStore;
import io.twinbox.jdbc.JdbcTransactions;
import io.twinbox.kafka.KafkaSource;
import java.util.Map;

/** A consumer of a scene in this process, with connections of its own. Thread-safe. */
final class InboxNode implements AutoCloseable {
  private final HikariDataSource pool;
  private final KafkaSource source;
  private final HaltingInbox halting;
  private final InboxConsumer consumer;

  /** Starts a consumer that comes to an end when {@code halt} says so. */
  InboxNode(InboxScene scene, InboxOptions options, Map<String, ?> properties, Halt halt) {
    this.pool = Scene.pool(scene.url(), 8);
    this.source = scene.source(properties);
    this.halting = new HaltingInbox(halt);
    this.consumer =
        scene
            .builder(options)
            .source(halting.source(source))
            .store(halting.store(JdbcInboxStore.builder().dataSource(pool).build()))
            .transactions(halting.transactions(JdbcTransactions.of(pool)))
            .otherwise(halting.handler(InboxScene::writeDown))
            .build()
            .start();
  }

  InboxStatus status() {
    return consumer.status();
  }

  /** What the end of the process would do to a halted consumer: its connections are gone. */
  void abandon() {
    await().atMost(Scene.PATIENCE).until(halting::pollerStandsStill);
    source.close();
    pool.close();
  }

  /** Stops gracefully. */
  @Override
  public void close() {
    consumer.close();
    pool.close();
  }
}
