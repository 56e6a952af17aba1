package io.twinbox.spi;

import java.util.List;

/**
 * What must be written together with the journal row that confirms a batch.
 *
 * @param parked entries of the log to be set aside
 * @param retried entries set aside before, and what became of them
 */
public record Settlement(List<Verdict> parked, List<Verdict> retried) {
  /** Everything was published. */
  public static final Settlement NONE = new Settlement(List.of(), List.of());

  public Settlement {
    parked = List.copyOf(parked);
    retried = List.copyOf(retried);
  }

  /** Whether there is nothing to write. */
  public boolean isEmpty() {
    return parked.isEmpty() && retried.isEmpty();
  }
}
