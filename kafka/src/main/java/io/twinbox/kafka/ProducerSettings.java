package io.twinbox.kafka;

import io.twinbox.kafka.KafkaSettingsException.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The properties of the producer and of the admin client: our defaults, overridden by the user's
 * where no promise depends on them.
 *
 * <p>Immutable and thread-safe.
 *
 * <p><b>Why one request in flight.</b> With more, a batch that fails leaves its successors on the
 * wire. A broker that has no state of the producer yet (a new producer, a recreated topic, {@code
 * producer.id.expiration.ms}) takes any sequence number, so the second batch may be written while
 * the first is refused and tried again: order is lost, and the client can try again for ever. With
 * one, nothing later is on the way when something fails. It costs nothing: what arrives while a
 * request is out goes with the next one.
 */
final class ProducerSettings {
  /** Largest record and request, in bytes, unless the user says otherwise. */
  static final int MAX_REQUEST_SIZE = 16 * 1024 * 1024;

  /** Memory for what is handed over and not yet acknowledged, in bytes. */
  static final int BUFFER_MEMORY = 32 * 1024 * 1024;

  private static final int BATCH_SIZE = 256 * 1024;
  private static final int MAX_BLOCK_MS = 2_000;

  /** Two publishers of one process must not have one name: Kafka's JMX beans bear it. */
  private static final AtomicInteger PUBLISHERS = new AtomicInteger();

  private static final Set<String> SERIALIZERS =
      Set.of(
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);

  private final Map<String, Object> producer;
  private final Map<String, Object> admin;

  private ProducerSettings(Map<String, Object> producer, Map<String, Object> admin) {
    this.producer = Map.copyOf(producer);
    this.admin = Map.copyOf(admin);
  }

  /**
   * Lays the user's properties over the defaults.
   *
   * @throws KafkaSettingsException listing everything that is wrong
   */
  static ProducerSettings of(Map<String, ?> user) {
    List<Violation> violations = new ArrayList<>(PromiseRules.violations(user));
    Map<String, Object> producer = new HashMap<>(defaults());
    producer.putAll(user);
    Set<String> told = violations.stream().map(Violation::key).collect(Collectors.toSet());
    violations.addAll(
        new PropertyChecks("producer", ProducerConfig.configDef())
            .violations(user, producer, told));
    if (!violations.isEmpty()) {
      throw new KafkaSettingsException(violations);
    }
    return new ProducerSettings(
        producer, ClientDefaults.admin(producer, ProducerConfig.configNames()));
  }

  private static Map<String, Object> defaults() {
    Map<String, Object> defaults = ClientDefaults.connection();
    defaults.putAll(PromiseRules.kept());
    for (String serializer : SERIALIZERS) {
      defaults.put(serializer, ByteArraySerializer.class);
    }
    defaults.put(ProducerConfig.CLIENT_ID_CONFIG, "twinbox-" + PUBLISHERS.incrementAndGet());
    defaults.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    defaults.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    defaults.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_SIZE);
    defaults.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) BUFFER_MEMORY);
    defaults.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_SIZE);
    defaults.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) MAX_BLOCK_MS);
    return defaults;
  }

  /** Properties for {@code new KafkaProducer}. */
  Map<String, Object> producer() {
    return producer;
  }

  /** Properties for {@code Admin.create}. */
  Map<String, Object> admin() {
    return admin;
  }

  /** The brokers asked first, as configured. */
  String bootstrapServers() {
    return String.valueOf(producer.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG));
  }

  /** Who decides the partition instead of Kafka's own rule; null = nobody. */
  @Nullable String partitioner() {
    Object given = producer.get(ProducerConfig.PARTITIONER_CLASS_CONFIG);
    return given instanceof Class<?> type
        ? type.getName()
        : given == null ? null : String.valueOf(given);
  }

  /** The codec's name. */
  String compression() {
    return String.valueOf(producer.get(ProducerConfig.COMPRESSION_TYPE_CONFIG));
  }

  /** Largest record the producer takes, in bytes before compression. */
  int maxRequestSize() {
    return number(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
  }

  /** What the producer fills before it sends without lingering, bytes per partition. */
  int batchSize() {
    return number(ProducerConfig.BATCH_SIZE_CONFIG);
  }

  private int number(String key) {
    return Integer.parseInt(String.valueOf(producer.get(key)).trim());
  }
}
