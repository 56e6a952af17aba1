package io.twinbox.relay;

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
import java.util.function.Supplier;

/** Passes everything on to another store; what a test wants to see or spoil it overrides. */
class ForwardingStore implements OutboxStore {
  private final OutboxStore store;

  ForwardingStore(OutboxStore store) {
    this.store = store;
  }

  /** Around every call. */
  <T> T call(Supplier<T> effect) {
    return effect.get();
  }

  @Override
  public Optional<Lease> acquire(RelayId relay, String owner, Duration timeToLive) {
    return call(() -> store.acquire(relay, owner, timeToLive));
  }

  @Override
  public Lease seize(RelayId relay, String owner, Duration timeToLive) {
    return call(() -> store.seize(relay, owner, timeToLive));
  }

  @Override
  public Renewal renew(RelayId relay, Lease lease, Duration timeToLive, Heartbeat heartbeat) {
    return call(() -> store.renew(relay, lease, timeToLive, heartbeat));
  }

  @Override
  public Set<String> pausedTopics(RelayId relay) {
    return call(() -> store.pausedTopics(relay));
  }

  @Override
  public void release(RelayId relay, Lease lease) {
    call(
        () -> {
          store.release(relay, lease);
          return true;
        });
  }

  @Override
  public Takeover takeOver(RelayId relay, Lease lease) {
    return call(() -> store.takeOver(relay, lease));
  }

  @Override
  public Reading read(
      RelayId relay, JournalHead head, Window after, long committedHigh, ReadLimits limits) {
    return call(() -> store.read(relay, head, after, committedHigh, limits));
  }

  @Override
  public List<ParkedEntry> reread(RelayId relay, JournalHead head, Batch batch) {
    return call(() -> store.reread(relay, head, batch));
  }

  @Override
  public List<ParkedEntry> readDue(
      RelayId relay, JournalHead head, Collection<Lane> except, ReadLimits limits) {
    return call(() -> store.readDue(relay, head, except, limits));
  }

  @Override
  public Written write(RelayId relay, JournalHead head, JournalRow row, Settlement settlement) {
    return call(() -> store.write(relay, head, row, settlement));
  }

  @Override
  public Duration retention() {
    return call(store::retention);
  }

  @Override
  public Purged purge(RelayId relay) {
    return call(() -> store.purge(relay));
  }

  @Override
  public void close() {
    store.close();
  }
}
