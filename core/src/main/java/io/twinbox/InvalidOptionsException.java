package io.twinbox;

import java.time.Duration;
import java.util.ArrayList;
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

  /** Collects the faults of a set of options, in the order they are found. Not thread-safe. */
  public static final class Faults {
    private final List<String> errors = new ArrayList<>();

    /** Starts without a fault. */
    public Faults() {}

    /** Adds a fault: a sentence naming the option, the rule and the value. */
    public void add(String error) {
      errors.add(error);
    }

    /** Adds a fault unless the rule holds. */
    public void require(boolean holds, String error) {
      if (!holds) {
        errors.add(error);
      }
    }

    /** Adds a fault unless the option's value is in the range, both ends included. */
    public void within(String name, Duration value, Duration least, Duration most) {
      boolean holds = value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
      require(holds, outside(name, value, least, most));
    }

    /** Adds a fault unless the option's value is in the range, both ends included. */
    public void within(String name, long value, long least, long most) {
      require(value >= least && value <= most, outside(name, value, least, most));
    }

    private static String outside(String name, Object value, Object least, Object most) {
      return name + " must be between " + least + " and " + most + ", is " + value;
    }

    /** Throws what was found; does nothing if that is nothing. */
    public void throwIfAny() {
      if (!errors.isEmpty()) {
        throw new InvalidOptionsException(errors);
      }
    }
  }
}
