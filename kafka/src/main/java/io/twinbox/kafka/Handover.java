package io.twinbox.kafka;

import io.twinbox.spi.BatchId;
import io.twinbox.spi.Entry;
import io.twinbox.spi.Outcomes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A batch in our hands: its entries, and where their results go. An entry without a result is open.
 *
 * @param place its number among the batches handed over: later ones have higher ones
 * @param batch which it is
 * @param entries in the order to publish
 * @param outcomes takes their results
 * @param checked whether the topics were known when it was accepted; if not, the feeder looks
 * @param acceptedAt when the relay called, nanoseconds
 */
record Handover(
    long place,
    BatchId batch,
    List<Entry> entries,
    Outcomes outcomes,
    boolean checked,
    long acceptedAt) {

  /** The same batch, its topics still to be looked up. */
  Handover unchecked() {
    return new Handover(place, batch, entries, outcomes, false, acceptedAt);
  }

  boolean open(int index) {
    return outcomes.result(index) == null;
  }

  /** The topics of the entries. */
  Set<String> topics() {
    Set<String> topics = new HashSet<>();
    String last = "";
    for (Entry entry : entries) {
      // Batches are long runs of few topics: most entries cost one comparison.
      if (!entry.topic().equals(last)) {
        last = entry.topic();
        topics.add(last);
      }
    }
    return topics;
  }
}
