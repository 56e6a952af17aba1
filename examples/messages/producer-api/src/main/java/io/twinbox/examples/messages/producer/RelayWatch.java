package io.twinbox.examples.messages.producer;

import io.twinbox.relay.RelayListener;
import io.twinbox.relay.RelayState;
import io.twinbox.spi.Entry;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * What this process's relay has just done. The database knows of an acknowledgement some
 * milliseconds later; until then nobody shall read less than the answer to a POST has said.
 * Thread-safe.
 */
@Component
class RelayWatch implements RelayListener {
  private static final int MOST = 20_000;

  private final Set<Long> latest =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
                  return size() > MOST;
                }
              }));

  private volatile boolean kafkaIsDown;

  /** Whether Kafka has just acknowledged the entry. */
  boolean hasPublished(long seq) {
    return latest.contains(seq);
  }

  /** Whether it makes no sense to wait. */
  boolean isKafkaDown() {
    return kafkaIsDown;
  }

  @Override
  public void entryPublished(Entry entry) {
    latest.add(entry.seq());
  }

  @Override
  public void stateChanged(RelayState before, RelayState now, String reason) {
    kafkaIsDown = now == RelayState.DESTINATION_DOWN;
  }
}
