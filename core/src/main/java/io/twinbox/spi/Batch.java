package io.twinbox.spi;

import java.util.List;
import java.util.Objects;

/**
 * A batch as the journal defines it, for ever.
 *
 * @param no its number
 * @param kind {@link RowKind#CLAIM} or {@link RowKind#RETRY}
 * @param window which entries, for a claim
 * @param retried which parked entries, for a retry
 */
public record Batch(long no, RowKind kind, Window window, List<Long> retried) {
  public Batch {
    Objects.requireNonNull(window, "window");
    retried = List.copyOf(retried);
    if (!kind.isBatch()) {
      throw new IllegalArgumentException("a " + kind + " row defines no batch");
    }
  }
}
