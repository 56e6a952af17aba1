package io.twinbox.spi;

import java.util.List;
import java.util.Objects;

/**
 * What is to be written as the next row of the journal.
 *
 * @param kind what the row says
 * @param window the position; for a claim also the batch
 * @param confirmed every batch with this number or a lower one is settled
 * @param entries number of entries of the batch; 0 unless the row defines one
 * @param retried for {@link RowKind#RETRY} the seq of the parked entries, in order; else empty
 */
public record JournalRow(
    RowKind kind, Window window, long confirmed, int entries, List<Long> retried) {
  public JournalRow {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(window, "window");
    retried = List.copyOf(retried);
  }
}
