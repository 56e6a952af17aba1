package io.twinbox.kafka;

import io.twinbox.kafka.KafkaSettingsException.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;

/** The properties of a client that a promise depends on: the only values that keep it, and why. */
final class FixedProperties {
  /** What to do about a property that must not be set. */
  static final String REMOVE = "remove the property";

  /**
   * A property with one value only.
   *
   * @param key the property
   * @param value what we set; null where the property must not be set
   * @param accepted what a user may write: the first is the one to recommend
   * @param reason what another value would break
   */
  record Fixed(String key, @Nullable Object value, List<String> accepted, String reason) {

    /** With one spelling. */
    static Fixed at(String key, Object value, String reason) {
      return new Fixed(key, value, List.of(String.valueOf(value)), reason);
    }

    /** Not to be set by a user. */
    static Fixed unset(String key, String reason) {
      return new Fixed(key, null, List.of(), reason);
    }

    private String remedy() {
      return value == null ? REMOVE : REMOVE + " or set it to " + accepted.get(0);
    }
  }

  private final List<Fixed> all;

  FixedProperties(List<Fixed> all) {
    this.all = List.copyOf(all);
  }

  /** The values that keep the promises. */
  Map<String, Object> kept() {
    Map<String, Object> kept = new TreeMap<>();
    for (Fixed fixed : all) {
      if (fixed.value() != null) {
        kept.put(fixed.key(), fixed.value());
      }
    }
    return kept;
  }

  /** Everything in the user's properties that would break a promise; also a missing address. */
  List<Violation> violations(Map<String, ?> user) {
    List<Violation> violations = new ArrayList<>();
    for (Fixed fixed : all) {
      if (user.containsKey(fixed.key())) {
        Object value = user.get(fixed.key());
        String given = value instanceof Class<?> type ? type.getName() : String.valueOf(value);
        if (!fixed.accepted().contains(given.trim())) {
          violations.add(new Violation(fixed.key(), given.trim(), fixed.reason(), fixed.remedy()));
        }
      }
    }
    bootstrap(user, violations);
    return violations;
  }

  private static void bootstrap(Map<String, ?> user, List<Violation> violations) {
    String key = CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG;
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
}
