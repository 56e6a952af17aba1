package io.twinbox.kafka;

import io.twinbox.kafka.KafkaSettingsException.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
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
  private static final int REQUEST_TIMEOUT_MS = 10_000;
  private static final int MAX_BLOCK_MS = 2_000;
  private static final int LOOKUP_TIMEOUT_MS = 3_000;
  private static final int LOOKUP_REQUEST_TIMEOUT_MS = 2_500;
  private static final int TYPO_DISTANCE = 2;

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
    illegalValues(producer).stream().filter(v -> !told.contains(v.key())).forEach(violations::add);
    violations.addAll(typos(user));
    if (!violations.isEmpty()) {
      throw new KafkaSettingsException(violations);
    }
    return new ProducerSettings(producer, adminOf(producer));
  }

  private static Map<String, Object> defaults() {
    Map<String, Object> defaults = new HashMap<>(PromiseRules.kept());
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
    defaults.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    defaults.put(ProducerConfig.METADATA_MAX_AGE_CONFIG, TopicCatalog.REFRESH.toMillis());
    // Publishing goes on within five seconds after the broker is back, whatever went before.
    defaults.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 50L);
    defaults.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 1_000L);
    defaults.put(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, 50L);
    defaults.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
    defaults.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 3_000L);
    defaults.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 4_000L);
    return defaults;
  }

  /** What the admin client knows of the producer's properties, and the user's unknown ones. */
  private static Map<String, Object> adminOf(Map<String, Object> producer) {
    Set<String> known = AdminClientConfig.configNames();
    Set<String> producerOnly = ProducerConfig.configNames();
    Map<String, Object> admin = new HashMap<>();
    producer.forEach(
        (key, value) -> {
          if (known.contains(key) || !producerOnly.contains(key)) {
            admin.put(key, value);
          }
        });
    admin.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, LOOKUP_REQUEST_TIMEOUT_MS);
    admin.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, LOOKUP_TIMEOUT_MS);
    admin.put(CommonClientConfigs.RETRIES_CONFIG, Integer.MAX_VALUE);
    admin.put(
        CommonClientConfigs.CLIENT_ID_CONFIG,
        producer.get(CommonClientConfigs.CLIENT_ID_CONFIG) + "-admin");
    return admin;
  }

  /** What Kafka itself says about the values: all of it, not the first. */
  private static List<Violation> illegalValues(Map<String, Object> properties) {
    Map<String, String> texts = new TreeMap<>();
    properties.forEach((key, value) -> texts.put(key, String.valueOf(text(value))));
    List<Violation> violations = new ArrayList<>();
    ConfigDef definition = ProducerConfig.configDef();
    for (ConfigValue value : definition.validate(texts)) {
      // One slip makes Kafka complain more than once: the first complaint is the true one.
      value.errorMessages().stream()
          .findFirst()
          .map(error -> illegal(value.name(), texts.get(value.name()), error))
          .ifPresent(violations::add);
    }
    return violations;
  }

  private static Violation illegal(String key, @Nullable String value, String error) {
    return new Violation(
        key, shown(key, value), error, "see the documentation of the Kafka producer");
  }

  private static Object text(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
    return value instanceof Class<?> type ? type.getName() : value;
  }

  /** An unknown key may belong to a plug-in; one that is nearly a known key is a slip. */
  private static List<Violation> typos(Map<String, ?> user) {
    List<Violation> violations = new ArrayList<>();
    Set<String> known = ProducerConfig.configNames();
    for (String key : user.keySet()) {
      if (known.contains(key) || AdminClientConfig.configNames().contains(key)) {
        continue;
      }
      known.stream()
          .filter(candidate -> EditDistance.within(key, candidate, TYPO_DISTANCE))
          .findFirst()
          .ifPresent(
              meant ->
                  violations.add(
                      new Violation(
                          key, "...", "unknown to Kafka", "did you mean " + meant + "?")));
    }
    return violations;
  }

  /** A value as it may be shown: passwords and key material are not. */
  static String shown(String key, @Nullable Object value) {
    String name = key.toLowerCase(Locale.ROOT);
    boolean secret =
        name.contains("password") || name.contains("jaas") || name.contains("keystore.key");
    return secret ? "***" : String.valueOf(value);
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
