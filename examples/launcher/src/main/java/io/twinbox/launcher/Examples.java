package io.twinbox.launcher;

import java.util.List;
import java.util.Optional;

/** The examples there are. */
public final class Examples {
  /** In the order of the learning path. */
  public static final List<Example> ALL = List.of(new OrdersPayments(), new Messages());

  private Examples() {}

  /** The example of this name. */
  public static Optional<Example> find(String name) {
    return ALL.stream().filter(example -> example.name().equals(name)).findFirst();
  }
}
