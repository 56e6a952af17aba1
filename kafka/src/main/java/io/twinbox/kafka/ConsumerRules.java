package io.twinbox.kafka;

import io.twinbox.kafka.FixedProperties.Fixed;
import io.twinbox.kafka.KafkaSettingsException.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;

/** The consumer's properties a promise depends on: the only values that keep it, and why. */
final class ConsumerRules {
  private static final FixedProperties FIXED =
      new FixedProperties(
          List.of(
              Fixed.at(
                  ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                  "false",
                  "offsets of records that are not handled yet would be committed"),
              Fixed.at(
                  ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                  "read_committed",
                  "records of transactions that are aborted would be handled"),
              Fixed.at(
                  ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                  "false",
                  "a slip in a topic's name would create that topic"),
              Fixed.unset(
                  ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                  "it follows from the inbox's option chunkRecords"),
              Fixed.unset(
                  ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, "the inbox takes keys as bytes"),
              Fixed.unset(
                  ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                  "the inbox takes values as bytes: it stores what it cannot decode")));

  /** The group's member negotiates these with the broker, and must not be told. */
  private static final List<String> BROKERS_BUSINESS =
      List.of(
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
          ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
          ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG);

  private ConsumerRules() {}

  /** The values that keep the promises. */
  static Map<String, Object> kept() {
    return FIXED.kept();
  }

  /** Whether the group is run by the brokers (KIP-848), not by its members. */
  static boolean newProtocol(Map<String, ?> properties) {
    Object protocol = properties.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
    return protocol != null
        && "consumer".equals(String.valueOf(protocol).trim().toLowerCase(Locale.ROOT));
  }

  /** What must not be set with {@code group.protocol=consumer}. */
  static List<String> notWithNewProtocol() {
    return BROKERS_BUSINESS;
  }

  /**
   * Everything in the user's properties that would break a promise, by key.
   *
   * @param laid the properties, laid over our defaults
   */
  static List<Violation> violations(Map<String, ?> user, Map<String, ?> laid) {
    List<Violation> violations = new ArrayList<>(FIXED.violations(user));
    blank(ConsumerConfig.GROUP_ID_CONFIG, user, violations);
    blank(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, user, violations);
    if (newProtocol(user)) {
      for (String key : BROKERS_BUSINESS) {
        if (user.containsKey(key)) {
          violations.add(
              new Violation(
                  key,
                  String.valueOf(user.get(key)),
                  "with group.protocol=consumer the brokers decide it",
                  FixedProperties.REMOVE));
        }
      }
    }
    atLeast(
        laid,
        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
        "a member would be put out of the group between two of its heartbeats",
        violations);
    atLeast(
        laid,
        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
        "a rebalance would not wait for a member that is still taken to be alive",
        violations);
    atLeast(
        laid,
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        "a call would be given up before its first request",
        violations);
    violations.sort((a, b) -> a.key().compareTo(b.key()));
    return violations;
  }

  private static void blank(String key, Map<String, ?> user, List<Violation> violations) {
    if (user.containsKey(key) && String.valueOf(user.get(key)).isBlank()) {
      violations.add(
          new Violation(key, "", "a blank name", FixedProperties.REMOVE + " or give a name"));
    }
  }

  private static void atLeast(
      Map<String, ?> laid, String key, String least, String reason, List<Violation> violations) {
    Long value = number(laid.get(key));
    Long floor = number(laid.get(least));
    if (value != null && floor != null && value < floor) {
      violations.add(
          new Violation(
              key, value.toString(), reason, "set it to at least " + least + ", " + floor));
    }
  }

  /** Null = not given, or not a number: Kafka says so. */
  private static @Nullable Long number(@Nullable Object value) {
    try {
      return value == null ? null : Long.valueOf(Objects.toString(value).trim());
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
