package io.twinbox.kafka;

import io.twinbox.kafka.KafkaSettingsException.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka itself would say about a client's properties, all of it at once, and what looks like a
 * slip of the pen.
 *
 * @param client the client's name in a sentence, "producer" or "consumer"
 * @param definition the properties it knows
 */
record PropertyChecks(String client, ConfigDef definition) {
  private static final int TYPO_DISTANCE = 2;

  /**
   * Everything wrong with the properties.
   *
   * @param user what the user gave
   * @param laid the same, laid over our defaults
   * @param told keys of which enough was said already
   */
  List<Violation> violations(Map<String, ?> user, Map<String, Object> laid, Set<String> told) {
    List<Violation> violations = new ArrayList<>();
    illegalValues(laid).stream().filter(v -> !told.contains(v.key())).forEach(violations::add);
    violations.addAll(typos(user));
    return violations;
  }

  /** What Kafka itself says about the values: all of it, not the first. */
  private List<Violation> illegalValues(Map<String, Object> properties) {
    Map<String, String> texts = new TreeMap<>();
    properties.forEach((key, value) -> texts.put(key, text(value)));
    List<Violation> violations = new ArrayList<>();
    for (ConfigValue value : definition.validate(texts)) {
      // One slip makes Kafka complain more than once: the first complaint is the true one.
      value.errorMessages().stream()
          .findFirst()
          .map(error -> illegal(value.name(), texts.get(value.name()), error))
          .ifPresent(violations::add);
    }
    return violations;
  }

  private Violation illegal(String key, @Nullable String value, String error) {
    return new Violation(
        key, shown(key, value), error, "see the documentation of the Kafka " + client);
  }

  private static String text(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(PropertyChecks::name).collect(Collectors.joining(","));
    }
    return name(value);
  }

  private static String name(@Nullable Object value) {
    return value instanceof Class<?> type ? type.getName() : String.valueOf(value);
  }

  /** An unknown key may belong to a plug-in; one that is nearly a known key is a slip. */
  private List<Violation> typos(Map<String, ?> user) {
    List<Violation> violations = new ArrayList<>();
    Set<String> known = definition.names();
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
}
