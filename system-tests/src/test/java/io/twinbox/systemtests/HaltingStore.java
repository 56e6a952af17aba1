package io.twinbox.systemtests;

import io.twinbox.spi.Batch;
import io.twinbox.spi.Heartbeat;
import io.twinbox.spi.JournalHead;
import io.twinbox.spi.JournalRow;
import io.twinbox.spi.Lane;
import io.twinbox.spi.Lease;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.ParkedEntry;
import io.twinbox.spi.Purged;
import io.twinbox.spi.ReadLimits;
import io.twinbox.spi.Reading;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.Renewal;
import io.twinbox.spi.Settlement;
import io.twinbox.spi.Takeover;
import io.twinbox.spi.Window;
import io.twinbox.spi.Written;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The real store, with the halting points before and after its calls. */
record HaltingStore(OutboxStore store, Halt halt) implements OutboxStore {

  @Override
  public Optional<Lease> acquire(RelayId relay, String owner, Duration timeToLive) {
    halt.pass();
    return store.acquire(relay, owner, timeToLive);
  }

  @Override
  public Lease seize(RelayId relay, String owner, Duration timeToLive) {
    halt.pass();
    return store.seize(relay, owner, timeToLive);
  }

  @Override
  public Renewal renew(RelayId relay, Lease lease, Duration timeToLive, Heartbeat heartbeat) {
    halt.pass();
    return store.renew(relay, lease, timeToLive, heartbeat);
  }

  @Override
  public Set<String> pausedTopics(RelayId relay) {
    return store.pausedTopics(relay);
  }

  @Override
  public void release(RelayId relay, Lease lease) {
    halt.pass();
    store.release(relay, lease);
  }

  @Override
  public Takeover takeOver(RelayId relay, Lease lease) {
    halt.pass(HaltingPoint.BEFORE_TAKEOVER_ROW);
    Takeover takeover = store.takeOver(relay, lease);
    halt.pass(HaltingPoint.AFTER_TAKEOVER_ROW);
    return takeover;
  }

  @Override
  public Reading read(
      RelayId relay, JournalHead head, Window after, long committedHigh, ReadLimits limits) {
    halt.pass();
    return store.read(relay, head, after, committedHigh, limits);
  }

  @Override
  public List<ParkedEntry> reread(RelayId relay, JournalHead head, Batch batch) {
    halt.pass();
    List<ParkedEntry> entries = store.reread(relay, head, batch);
    halt.pass(HaltingPoint.AFTER_READING_AGAIN);
    return entries;
  }

  @Override
  public List<ParkedEntry> readDue(
      RelayId relay, JournalHead head, Collection<Lane> except, ReadLimits limits) {
    halt.pass();
    return store.readDue(relay, head, except, limits);
  }

  @Override
  public Written write(RelayId relay, JournalHead head, JournalRow row, Settlement settlement) {
    boolean parks = !settlement.parked().isEmpty();
    switch (row.kind()) {
      case CLAIM -> halt.pass(HaltingPoint.BEFORE_CLAIM);
      case RETRY -> halt.pass(HaltingPoint.BEFORE_RETRY);
      case CONFIRM -> halt.pass(HaltingPoint.BEFORE_CONFIRMATION);
      default -> halt.pass();
    }
    if (parks) {
      halt.pass(HaltingPoint.BEFORE_PARKING);
    }
    Written written = store.write(relay, head, row, settlement);
    if (parks) {
      halt.pass(HaltingPoint.AFTER_PARKING);
    }
    switch (row.kind()) {
      case CLAIM -> halt.pass(HaltingPoint.AFTER_CLAIM);
      case RETRY -> halt.pass(HaltingPoint.AFTER_RETRY);
      case CONFIRM -> halt.pass(HaltingPoint.AFTER_CONFIRMATION);
      default -> halt.pass();
    }
    return written;
  }

  @Override
  public Duration retention() {
    halt.pass();
    return store.retention();
  }

  @Override
  public Purged purge(RelayId relay) {
    halt.pass();
    return store.purge(relay);
  }

  @Override
  public void close() {
    store.close();
  }
}
