package io.twinbox.relay;

import io.twinbox.spi.BatchId;
import io.twinbox.spi.Entry;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import java.util.ArrayList;
import java.util.List;

/** A destination whose answers the test gives, per batch and per entry, in any order. */
final class Late extends ForwardingPublisher {
  record Batch(List<Entry> entries, Outcomes outcomes) {}

  private final List<Batch> batches = new ArrayList<>();

  Late(MessagePublisher promises) {
    super(promises);
  }

  @Override
  public void publish(BatchId batch, List<Entry> entries, Outcomes outcomes) {
    batches.add(new Batch(entries, outcomes));
  }

  /** Every batch handed over, answered or not. */
  List<Batch> batches() {
    return batches;
  }

  List<String> texts(int batch) {
    return batches.get(batch).entries.stream().map(Bed::text).toList();
  }

  /** Acknowledges what is open of a batch, by the order in which batches were handed over. */
  void acknowledge(int batch) {
    Batch acknowledged = batches.get(batch);
    for (int i = 0; i < acknowledged.entries.size(); i++) {
      acknowledged.outcomes.published(i);
    }
  }

  void answer(int batch, int index, PublishResult result) {
    batches.get(batch).outcomes.report(index, result);
  }
}
