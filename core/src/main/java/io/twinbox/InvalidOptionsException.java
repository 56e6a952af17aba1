package io.twinbox;

import java.util.List;

/** Options that make no sense. Names every fault, not the first. */
public class InvalidOptionsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> errors;

  public InvalidOptionsException(List<String> errors) {
    super(String.join("; ", errors));
    this.errors = List.copyOf(errors);
  }

  /** A sentence for each fault, naming the option, the rule and the value. */
  public List<String> errors() {
    return errors;
  }

  /** Does nothing if the list is empty. */
  public static void throwIfAny(List<String> errors) {
    if (!errors.isEmpty()) {
      throw new InvalidOptionsException(errors);
    }
  }
}
