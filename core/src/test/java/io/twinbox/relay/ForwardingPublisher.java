package io.twinbox.relay;

import io.twinbox.spi.BatchId;
import io.twinbox.spi.Entry;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.Pace;
import java.util.List;

/** Passes everything on to another publisher; what a test wants to see or spoil it overrides. */
class ForwardingPublisher implements MessagePublisher {
  private final MessagePublisher publisher;

  ForwardingPublisher(MessagePublisher publisher) {
    this.publisher = publisher;
  }

  @Override
  public void publish(BatchId batch, List<Entry> entries, Outcomes outcomes) {
    publisher.publish(batch, entries, outcomes);
  }

  @Override
  public void probe() {
    publisher.probe();
  }

  @Override
  public void wrapUp() {
    publisher.wrapUp();
  }

  @Override
  public Pace pace() {
    return publisher.pace();
  }

  @Override
  public void reset() {
    publisher.reset();
  }

  @Override
  public List<String> promises() {
    return publisher.promises();
  }

  @Override
  public void close() {
    publisher.close();
  }
}
