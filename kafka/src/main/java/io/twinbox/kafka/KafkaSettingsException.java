package io.twinbox.kafka;

import java.util.List;
import java.util.stream.Collectors;

/** Kafka properties that would break a promise, or that Kafka does not take. Lists all of them. */
public final class KafkaSettingsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  KafkaSettingsException(List<Violation> violations) {
    super(
        violations.stream()
            .map(Violation::toString)
            .collect(Collectors.joining("; ", "Kafka properties refused: ", "")));
    this.violations = List.copyOf(violations);
  }

  /** Everything that is wrong, in the order of the keys; not empty. */
  public List<Violation> violations() {
    return violations;
  }

  /**
   * One property that cannot stay as it is.
   *
   * @param key the property
   * @param value what was given; masked when it may be a secret
   * @param reason what it would break
   * @param remedy what to do
   */
  public record Violation(String key, String value, String reason, String remedy) {
    @Override
    public String toString() {
      return key + "=" + value + " (" + reason + ": " + remedy + ")";
    }
  }
}
