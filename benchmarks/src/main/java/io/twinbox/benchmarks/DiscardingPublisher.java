package io.twinbox.benchmarks;

import io.twinbox.spi.BatchId;
import io.twinbox.spi.Entry;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import java.util.List;

/**
 * Says "published" and sends nothing: makes a history of millions of published entries without
 * filling a broker with them.
 */
final class DiscardingPublisher implements MessagePublisher {
  @Override
  public void publish(BatchId batch, List<Entry> entries, Outcomes outcomes) {
    for (int i = 0; i < entries.size(); i++) {
      outcomes.report(i, PublishResult.Published.INSTANCE);
    }
  }

  @Override
  public void probe() {}

  @Override
  public void reset() {}

  @Override
  public List<String> promises() {
    return List.of("publishes nothing at all");
  }

  @Override
  public void close() {}
}
