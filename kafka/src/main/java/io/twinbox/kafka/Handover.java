package io.twinbox.kafka;

import io.twinbox.spi.Entry;
import io.twinbox.spi.Outcomes;
import java.util.List;

/**
 * A batch in our hands: its entries, and where their results go. An entry without a result is open.
 */
record Handover(List<Entry> entries, Outcomes outcomes, long acceptedAt) {

  boolean open(int index) {
    return outcomes.result(index) == null;
  }
}
