package io.twinbox.kafka;

import io.twinbox.kafka.KafkaSettingsException.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/** The properties a promise depends on: the only values that keep it, and why. */
final class PromiseRules {
  private static final String REMOVE = "remove the property";

  /** A property with one value only; {@code value} is null where the property must not be set. */
  private record Fixed(String key, @Nullable Object value, List<String> accepted, String reason) {}

  private static final List<Fixed> FIXED =
      List.of(
          new Fixed(
              ProducerConfig.ACKS_CONFIG,
              "all",
              List.of("all", "-1"),
              "an acknowledged entry could be lost"),
          new Fixed(
              ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
              "true",
              List.of("true"),
              "a retry inside the producer could duplicate and reorder"),
          new Fixed(
              ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
              1,
              List.of("1"),
              "a record could overtake one that failed before it"),
          new Fixed(
              ProducerConfig.RETRIES_CONFIG,
              Integer.MAX_VALUE,
              List.of(String.valueOf(Integer.MAX_VALUE)),
              "a batch that is given up lets later records overtake it"),
          new Fixed(
              ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
              Integer.MAX_VALUE,
              List.of(String.valueOf(Integer.MAX_VALUE)),
              "a batch that expires in the client lets later records overtake it"),
          new Fixed(
              ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
              "false",
              List.of("false"),
              "a key would not stay in its partition"),
          new Fixed(
              ProducerConfig.TRANSACTIONAL_ID_CONFIG,
              null,
              List.of(),
              "this publisher uses no transactions"),
          new Fixed(
              ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
              null,
              List.of(),
              "keys are bytes when they get here"),
          new Fixed(
              ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
              null,
              List.of(),
              "payloads are bytes when they get here"));

  private PromiseRules() {}

  /** The values that keep the promises. */
  static Map<String, Object> kept() {
    Map<String, Object> kept = new TreeMap<>();
    for (Fixed fixed : FIXED) {
      if (fixed.value() != null) {
        kept.put(fixed.key(), fixed.value());
      }
    }
    return kept;
  }

  /** Everything in the user's properties that would break a promise, by key. */
  static List<Violation> violations(Map<String, ?> user) {
    List<Violation> violations = new ArrayList<>();
    for (Fixed fixed : FIXED) {
      if (user.containsKey(fixed.key())) {
        String given = String.valueOf(user.get(fixed.key())).trim();
        if (!fixed.accepted().contains(given)) {
          violations.add(new Violation(fixed.key(), given, fixed.reason(), remedy(fixed)));
        }
      }
    }
    bootstrap(user, violations);
    partitioner(user, violations);
    violations.sort((a, b) -> a.key().compareTo(b.key()));
    return violations;
  }

  private static String remedy(Fixed fixed) {
    return fixed.value() == null ? REMOVE : REMOVE + " or set it to " + fixed.accepted().get(0);
  }

  private static void bootstrap(Map<String, ?> user, List<Violation> violations) {
    String key = ProducerConfig.BOOTSTRAP_SERVERS_CONFIG;
    Object given = user.get(key);
    boolean named =
        given != null
            && Arrays.stream(String.valueOf(given).split("[\\[\\],]", -1))
                .anyMatch(part -> !part.isBlank());
    if (!named) {
      violations.add(
          new Violation(
              key, String.valueOf(given), "no broker is named", "set it to host:port,host:port"));
    }
  }

  private static void partitioner(Map<String, ?> user, List<Violation> violations) {
    String key = ProducerConfig.PARTITIONER_CLASS_CONFIG;
    Object given = user.get(key);
    String name = given instanceof Class<?> type ? type.getName() : String.valueOf(given);
    if (name.endsWith("RoundRobinPartitioner")) {
      violations.add(new Violation(key, name, "a key would not stay in its partition", REMOVE));
    }
  }
}
