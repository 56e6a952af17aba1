package io.twinbox.spi;

import java.util.Objects;

/**
 * An entry set aside in a lane, due to be tried again.
 *
 * @param entry the copy that was set aside
 * @param attempts attempts counted so far; 0 = it only waited behind another
 */
public record ParkedEntry(Entry entry, int attempts) {
  public ParkedEntry {
    Objects.requireNonNull(entry, "entry");
  }
}
