package io.twinbox.kafka;

import io.twinbox.kafka.KafkaSettingsException.Violation;
import io.twinbox.spi.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The properties of the consumer and of the admin client beside it: our defaults, overridden by the
 * user's where no promise depends on them.
 *
 * <p>Immutable and thread-safe.
 *
 * <p><b>Why these timeouts.</b> The inbox polls all the time, however slow its handlers are, and
 * what two members handle at once the ledger catches. So a member may be taken for dead early: its
 * partitions move on after ten seconds, and a rebalance starts within a second. {@code
 * max.poll.interval.ms} also bounds how long a join that got lost is waited for.
 */
final class ConsumerSettings {
  private static final int SESSION_TIMEOUT_MS = 10_000;
  private static final int HEARTBEAT_INTERVAL_MS = 1_000;
  private static final int MAX_POLL_INTERVAL_MS = 90_000;
  private static final int API_TIMEOUT_MS = 10_000;

  /** What one broker may send ahead, bytes: the inbox holds a few chunks besides. */
  private static final int FETCH_MAX_BYTES = 8 * 1024 * 1024;

  /** Two sources of one process must not have one name: Kafka's JMX beans bear it. */
  private static final AtomicInteger SOURCES = new AtomicInteger();

  private final Map<String, Object> consumer;
  private final Map<String, Object> admin;

  private ConsumerSettings(Map<String, Object> consumer, Map<String, Object> admin) {
    this.consumer = Map.copyOf(consumer);
    this.admin = Map.copyOf(admin);
  }

  /**
   * Lays the user's properties over the defaults.
   *
   * @throws KafkaSettingsException listing everything that is wrong
   */
  static ConsumerSettings of(Map<String, ?> user) {
    Map<String, Object> consumer = defaults(ConsumerRules.newProtocol(user));
    consumer.putAll(user);
    List<Violation> violations = new ArrayList<>(ConsumerRules.violations(user, consumer));
    Set<String> told = violations.stream().map(Violation::key).collect(Collectors.toSet());
    violations.addAll(
        new PropertyChecks("consumer", ConsumerConfig.configDef())
            .violations(user, consumer, told));
    if (!violations.isEmpty()) {
      throw new KafkaSettingsException(violations);
    }
    return new ConsumerSettings(
        consumer, ClientDefaults.admin(consumer, ConsumerConfig.configNames()));
  }

  private static Map<String, Object> defaults(boolean newProtocol) {
    Map<String, Object> defaults = new HashMap<>(ClientDefaults.connection());
    defaults.putAll(ConsumerRules.kept());
    defaults.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    defaults.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    defaults.put(ConsumerConfig.CLIENT_ID_CONFIG, "twinbox-inbox-" + SOURCES.incrementAndGet());
    defaults.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    defaults.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    defaults.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
    defaults.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_INTERVAL_MS);
    defaults.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MAX_POLL_INTERVAL_MS);
    defaults.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS);
    defaults.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_MAX_BYTES);
    if (newProtocol) {
      ConsumerRules.notWithNewProtocol().forEach(defaults::remove);
    }
    return defaults;
  }

  /** Properties for {@code new KafkaConsumer}. */
  Map<String, Object> consumer(Subscription subscription) {
    Map<String, Object> properties = new HashMap<>(consumer);
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group(subscription));
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, subscription.mostRecords());
    return properties;
  }

  /** The group's name: as configured, or the consumer's. */
  String group(Subscription subscription) {
    return String.valueOf(
        consumer.getOrDefault(ConsumerConfig.GROUP_ID_CONFIG, subscription.consumer()));
  }

  /** Properties for {@code Admin.create}. */
  Map<String, Object> admin() {
    return admin;
  }

  /** Where a partition without a committed offset is begun. */
  String offsetReset() {
    return String.valueOf(consumer.get(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG));
  }

  /** The member's name that survives restarts; empty if it has none. */
  String instance() {
    return String.valueOf(consumer.getOrDefault(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, ""));
  }
}
