package io.twinbox.benchmarks;

import io.twinbox.Codec;
import io.twinbox.json.JsonCodec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * The bare limit of the inbox: polls, writes the effects of a poll by one statement, commits, and
 * commits the offsets without waiting. No ledger: a crash repeats what it did, or worse.
 */
final class ReadingLoop implements LoopContender.Loop {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Codec<OrderPlaced> JSON = JsonCodec.of(OrderPlaced.class);

  private final Connection connection;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final boolean effects;

  /**
   * @param effects whether there are any; without them payloads are not even decoded
   */
  ReadingLoop(DataSource database, String bootstrapServers, String topic, boolean effects)
      throws SQLException {
    this.connection = database.getConnection();
    connection.setAutoCommit(false);
    this.consumer = TopicContent.consumer(bootstrapServers, "bare-" + UUID.randomUUID());
    this.effects = effects;
    consumer.subscribe(List.of(topic));
  }

  @Override
  public int turn() throws SQLException {
    ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
    if (polled.isEmpty()) {
      return 0;
    }
    if (effects) {
      List<OrderPlaced> orders = new ArrayList<>(polled.count());
      for (ConsumerRecord<byte[], byte[]> record : polled) {
        orders.add(JSON.decode(record.value()));
      }
      Effects.insertAll(connection, orders);
      connection.commit();
    }
    consumer.commitAsync();
    return polled.count();
  }

  @Override
  public void close() throws SQLException {
    try (connection;
        consumer) {
      consumer.commitSync();
    }
  }
}
