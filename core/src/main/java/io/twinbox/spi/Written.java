package io.twinbox.spi;

import java.util.Map;
import java.util.Objects;

/**
 * A journal row that has been committed.
 *
 * @param head the new head of the journal
 * @param waiting for each lane the settlement touched: how many entries still wait in it; 0 = it is
 *     free
 */
public record Written(JournalHead head, Map<Lane, Integer> waiting) {
  public Written {
    Objects.requireNonNull(head, "head");
    waiting = Map.copyOf(waiting);
  }
}
