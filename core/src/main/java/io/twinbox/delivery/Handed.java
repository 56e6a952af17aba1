package io.twinbox.delivery;

import io.twinbox.spi.Entry;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;

/**
 * An entry as the relay handed it over.
 *
 * @param at when, on the clock of {@link System#nanoTime}
 */
record Handed(Entry entry, Outcomes outcomes, int index, long at) {
  void answer(PublishResult result) {
    outcomes.report(index, result);
  }

  boolean stopsLane(PublishResult result) {
    return outcomes.stopsLane(result);
  }
}
