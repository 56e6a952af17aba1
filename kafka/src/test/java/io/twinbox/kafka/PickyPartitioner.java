package io.twinbox.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;

/** A user's partitioner, in partition 0 at home, that does not like some keys. */
public final class PickyPartitioner implements Partitioner {
  /** For this key it throws what it likes. */
  static final String BUG = "bug";

  /** For this key it throws what also the producer throws, for reasons of any kind. */
  static final String RIDDLE = "riddle";

  @Override
  public int partition(
      String topic, Object key, byte[] keyBytes, Object value, byte[] valueBytes, Cluster cluster) {
    String text = new String(keyBytes, StandardCharsets.UTF_8);
    if (text.equals(BUG)) {
      throw new UnsupportedOperationException("no partition for " + text);
    }
    if (text.equals(RIDDLE)) {
      throw new KafkaException("something went wrong");
    }
    return 0;
  }

  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public void close() {}
}
