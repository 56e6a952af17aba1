package io.twinbox.testing;

import io.twinbox.EntryState;
import io.twinbox.spi.Batch;
import io.twinbox.spi.Purged;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.RowKind;
import io.twinbox.spi.Window;
import io.twinbox.testing.MemoryLog.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Everything a restore would bring back. Not thread-safe. */
final class MemoryDatabase {

  /** What the database knows of one relay. */
  record Relay(MemoryLease lease, MemoryJournal journal, MemoryLanes lanes) {
    Relay() {
      this(new MemoryLease(), new MemoryJournal(), new MemoryLanes());
    }

    Relay copy() {
      return new Relay(lease.copy(), journal.copy(), lanes.copy());
    }
  }

  private final UUID install;

  private final MemoryLog log;
  private final Map<RelayId, Relay> relays = new HashMap<>();

  /** By relay: the run its owner took over in. A copy is another run, so they are not copied. */
  private final Map<RelayId, UUID> runs = new HashMap<>();

  MemoryDatabase() {
    this(UUID.randomUUID(), new MemoryLog());
  }

  private MemoryDatabase(UUID install, MemoryLog log) {
    this.install = install;
    this.log = log;
  }

  UUID install() {
    return install;
  }

  MemoryLog log() {
    return log;
  }

  Relay relay(RelayId relay) {
    return relays.computeIfAbsent(relay, any -> new Relay());
  }

  /** Takes note of an owner that took over. */
  void began(RelayId relay, UUID run) {
    runs.put(relay, run);
  }

  boolean isRun(RelayId relay, UUID run) {
    return run.equals(runs.get(relay));
  }

  /** What a crash or a physical backup keeps. */
  MemoryDatabase copy() {
    return withRelaysIn(new MemoryDatabase(install, log.copy()));
  }

  /** What a logical restore makes of it: the same rows in another installation. */
  MemoryDatabase copyElsewhere() {
    return withRelaysIn(new MemoryDatabase(UUID.randomUUID(), log.copy()));
  }

  /** Derived, as the databases' view does it. */
  EntryState state(RelayId id, Stored stored) {
    Relay relay = relay(id);
    LaneEntry setAside = relay.lanes().find(stored.seq());
    if (setAside != null) {
      return setAside.state();
    }
    boolean settled =
        id.channel().equals(stored.entry().channel())
            && behind(relay.journal().position(), stored)
            && relay.journal().unconfirmed().stream().noneMatch(batch -> contains(batch, stored));
    return settled ? EntryState.PUBLISHED : EntryState.PENDING;
  }

  /**
   * Empties the slots that ended before {@code now - retention} and whose entries are all settled.
   */
  Purged purge(RelayId id, Duration retention, Instant now) {
    Instant limit = now.minus(retention);
    long slotLength = Math.max(1, retention.dividedBy(6).toMillis());
    Map<Long, Boolean> settledBySlot = new TreeMap<>();
    for (Stored stored : log.all()) {
      long slot = slot(stored, slotLength);
      if (Instant.ofEpochMilli((slot + 1) * slotLength).isAfter(limit)) {
        continue;
      }
      settledBySlot.merge(slot, isSettled(stored), Boolean::logicalAnd);
    }
    log.removeIf(stored -> settledBySlot.getOrDefault(slot(stored, slotLength), false));
    Relay relay = relay(id);
    long parked =
        relay
            .lanes()
            .purge(
                entry ->
                    (entry.state() == EntryState.PUBLISHED || entry.discardedAt() != null)
                        && entry.entry().occurredAt().isBefore(limit));
    long rows = relay.journal().thinOut(limit);
    int slots = (int) settledBySlot.values().stream().filter(settled -> settled).count();
    return new Purged(slots, rows, parked, kept(settledBySlot));
  }

  private static @Nullable String kept(Map<Long, Boolean> settledBySlot) {
    long kept = settledBySlot.values().stream().filter(settled -> !settled).count();
    return kept == 0 ? null : kept + " slots hold entries that are not settled";
  }

  private static long slot(Stored stored, long slotLength) {
    return Math.floorDiv(stored.at().toEpochMilli(), slotLength);
  }

  private boolean isSettled(Stored stored) {
    List<RelayId> concerned =
        relays.keySet().stream()
            .filter(id -> id.channel().equals(stored.entry().channel()))
            .toList();
    return !log.isRunning(stored.xid())
        && !concerned.isEmpty()
        && concerned.stream().allMatch(id -> state(id, stored) != EntryState.PENDING);
  }

  private static boolean behind(Window position, Stored stored) {
    return sees(position.fromSnapshot(), stored)
        || (sees(position.toSnapshot(), stored) && stored.seq() <= position.hi());
  }

  private static boolean contains(Batch batch, Stored stored) {
    Window window = batch.window();
    return batch.kind() == RowKind.CLAIM
        && !sees(window.fromSnapshot(), stored)
        && sees(window.toSnapshot(), stored)
        && window.lo() < stored.seq()
        && stored.seq() <= window.hi();
  }

  private static boolean sees(String snapshot, Stored stored) {
    return MemorySnapshot.parse(snapshot).sees(stored.xid());
  }

  private MemoryDatabase withRelaysIn(MemoryDatabase copy) {
    relays.forEach((id, relay) -> copy.relays.put(id, relay.copy()));
    return copy;
  }
}
