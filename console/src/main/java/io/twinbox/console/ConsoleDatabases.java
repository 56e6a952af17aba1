package io.twinbox.console;

import java.util.List;

/**
 * The databases the console shows. An application that makes one says so instead of having its own
 * database shown.
 *
 * @param all each with another name
 */
public record ConsoleDatabases(List<ConsoleDatabase> all) {
  public ConsoleDatabases {
    all = List.copyOf(all);
    if (all.stream().map(ConsoleDatabase::name).distinct().count() < all.size()) {
      throw new IllegalArgumentException("two databases have the same name");
    }
  }
}
