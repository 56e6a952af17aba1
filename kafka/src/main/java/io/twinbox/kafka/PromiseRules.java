package io.twinbox.kafka;

import io.twinbox.kafka.FixedProperties.Fixed;
import io.twinbox.kafka.KafkaSettingsException.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The producer's properties a promise depends on: the only values that keep it, and why. */
final class PromiseRules {
  private static final FixedProperties FIXED =
      new FixedProperties(
          List.of(
              new Fixed(
                  ProducerConfig.ACKS_CONFIG,
                  "all",
                  List.of("all", "-1"),
                  "an acknowledged entry could be lost"),
              Fixed.at(
                  ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                  "true",
                  "a retry inside the producer could duplicate and reorder"),
              Fixed.at(
                  ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                  1,
                  "a record could overtake one that failed before it"),
              Fixed.at(
                  ProducerConfig.RETRIES_CONFIG,
                  Integer.MAX_VALUE,
                  "a batch that is given up lets later records overtake it"),
              Fixed.at(
                  ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                  Integer.MAX_VALUE,
                  "a batch that expires in the client lets later records overtake it"),
              Fixed.at(
                  ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
                  "false",
                  "a key would not stay in its partition"),
              Fixed.unset(
                  ProducerConfig.TRANSACTIONAL_ID_CONFIG, "this publisher uses no transactions"),
              Fixed.unset(
                  ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, "keys are bytes when they get here"),
              Fixed.unset(
                  ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                  "payloads are bytes when they get here")));

  private PromiseRules() {}

  /** The values that keep the promises. */
  static Map<String, Object> kept() {
    return FIXED.kept();
  }

  /** Everything in the user's properties that would break a promise, by key. */
  static List<Violation> violations(Map<String, ?> user) {
    List<Violation> violations = new ArrayList<>(FIXED.violations(user));
    partitioner(user, violations);
    violations.sort((a, b) -> a.key().compareTo(b.key()));
    return violations;
  }

  private static void partitioner(Map<String, ?> user, List<Violation> violations) {
    String key = ProducerConfig.PARTITIONER_CLASS_CONFIG;
    Object given = user.get(key);
    String name = given instanceof Class<?> type ? type.getName() : String.valueOf(given);
    if (name.endsWith("RoundRobinPartitioner")) {
      violations.add(
          new Violation(
              key, name, "a key would not stay in its partition", FixedProperties.REMOVE));
    }
  }
}
