package io.twinbox.inbox;

import io.twinbox.RecordFault;
import io.twinbox.spi.Failure;
import io.twinbox.spi.Fate;
import io.twinbox.spi.InboxRecord;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a transaction did: counted and told only once it has committed. Used by one thread. */
final class Tally {
  private static final Logger LOG = LoggerFactory.getLogger(Tally.class);

  private final List<Runnable> afterCommit = new ArrayList<>();
  private final Parts parts;
  private int handled;
  private int duplicates;
  private int stored;

  Tally(Parts parts) {
    this.parts = parts;
  }

  void handled(int records) {
    handled += records;
  }

  void duplicate() {
    duplicates++;
  }

  void received() {
    stored++;
  }

  void conflict(InboxRecord record) {
    afterCommit.add(
        () -> {
          parts.counters().conflicts.increment();
          parts.listeners().tell(listener -> listener.conflict(record));
        });
  }

  void dropped(InboxRecord record, RecordFault fault) {
    afterCommit.add(
        () -> {
          parts.counters().dropped.increment();
          parts.listeners().tell(listener -> listener.recordDropped(record, fault));
        });
  }

  void letterRefused(InboxRecord record, String error) {
    afterCommit.add(
        () -> {
          LOG.warn(
              "A dead letter is not appended to its topic, it is in the database only"
                  + " consumer:{} place:{}@{} cause:{}",
              parts.consumer(),
              record.partition(),
              record.offset(),
              error);
          parts.listeners().tell(listener -> listener.letterRefused(record, error));
        });
  }

  void settled(InboxRecord record, Fate fate) {
    if (fate instanceof Fate.Parked parked) {
      stored++;
      Failure why = parked.failure();
      afterCommit.add(
          () -> {
            parts.counters().parked.increment();
            parts
                .listeners()
                .tell(it -> it.recordParked(record, parked.attempts(), why.fault(), why.error()));
          });
    } else if (fate instanceof Fate.Dead dead) {
      Failure why = dead.failure();
      afterCommit.add(
          () -> {
            parts.counters().dead.increment();
            parts
                .listeners()
                .tell(it -> it.recordDead(record, dead.attempts(), why.fault(), why.error()));
          });
    }
  }

  /** Whether something was stored that workers will want to know of. */
  int stored() {
    return stored;
  }

  int handled() {
    return handled;
  }

  /** The transaction has committed, after so long. */
  void committed(long nanos) {
    parts.counters().handled.add(handled);
    parts.counters().duplicates.add(duplicates);
    parts.counters().stored.add(stored);
    afterCommit.forEach(Runnable::run);
    if (handled + duplicates > 0) {
      parts.listeners().tell(listener -> listener.chunkSettled(handled, duplicates, nanos));
    }
  }
}
