package io.twinbox.spi;

import java.util.List;
import java.util.Objects;

/**
 * What a read found: candidates for the next batch. Nothing is claimed yet.
 *
 * @param window the window read; the position moves to its end
 * @param entries by seq; may be empty
 */
public record Reading(Window window, List<Entry> entries) {
  public Reading {
    Objects.requireNonNull(window, "window");
    Objects.requireNonNull(entries, "entries");
  }
}
