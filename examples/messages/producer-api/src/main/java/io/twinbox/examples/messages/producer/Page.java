package io.twinbox.examples.messages.producer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, newest first.
 *
 * @param items what it holds
 * @param next where the next page begins: below this id; null = there is none
 */
record Page<T>(List<T> items, @Nullable Long next) {
  /** Most items of a page. */
  static final int MOST = 10_000;

  /**
   * The limit, if it is one.
   *
   * @throws IllegalRequestException if it is not 1 to {@link #MOST}
   */
  static int limit(int limite) {
    if (limite < 1 || limite > MOST) {
      throw new IllegalRequestException("limite debe estar entre 1 y " + MOST);
    }
    return limite;
  }
}
