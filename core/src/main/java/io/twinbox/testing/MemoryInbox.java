package io.twinbox.testing;

import io.twinbox.AfterDeath;
import io.twinbox.RecordFault;
import io.twinbox.RecordState;
import io.twinbox.spi.Arrival;
import io.twinbox.spi.ChunkLimits;
import io.twinbox.spi.Fate;
import io.twinbox.spi.InboxHeartbeat;
import io.twinbox.spi.InboxOrder;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.Marker;
import io.twinbox.spi.Partition;
import io.twinbox.spi.SetAside;
import io.twinbox.spi.Standing;
import io.twinbox.spi.StoredRecord;
import io.twinbox.spi.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The tables of one consumer. Guarded by the store's lock. */
final class MemoryInbox {
  final MemoryTable<UUID, Seen> ledger;
  final MemoryTable<Long, InboxRow> rows;
  final MemoryTable<Partition, Marker> markers;
  private final Map<Integer, MemoryTransaction> buckets = new HashMap<>();
  private long lastSeq;
  InboxOrder order = InboxOrder.WORK;
  @Nullable InboxHeartbeat heartbeat;

  /** A row of the ledger. */
  record Seen(long payloadHash, Instant age) {}

  MemoryInbox(Object lock) {
    this.ledger = new MemoryTable<>(lock);
    this.rows = new MemoryTable<>(lock);
    this.markers = new MemoryTable<>(lock);
  }

  // Claiming -------------------------------------------------------------------------------------

  List<Standing> claim(MemoryTransaction tx, List<Arrival> arrivals, Instant now, Instant oldest) {
    Map<UUID, Arrival> first = new HashMap<>();
    arrivals.forEach(it -> first.putIfAbsent(it.record().id().uuid(), it));
    Set<UUID> fresh = new HashSet<>();
    first.values().stream()
        .filter(it -> !told(it.record()).isBefore(oldest))
        .sorted(Comparator.comparing(it -> it.record().id().uuid()))
        .forEach(it -> insert(tx, it, now, fresh));
    Set<Long> blocked = blockedLanes(tx);
    List<Standing> standings = new ArrayList<>();
    for (Arrival arrival : arrivals) {
      standings.add(standing(tx, arrival, fresh, blocked, oldest));
    }
    return standings;
  }

  private void insert(MemoryTransaction tx, Arrival arrival, Instant now, Set<UUID> fresh) {
    UUID id = arrival.record().id().uuid();
    if (ledger.lock(tx, id) == null) {
      Instant age = arrival.record().id().timed() ? told(arrival.record()) : now;
      ledger.write(tx, id, new Seen(arrival.payloadHash(), age));
      fresh.add(id);
    }
  }

  private Standing standing(
      MemoryTransaction tx, Arrival arrival, Set<UUID> fresh, Set<Long> blocked, Instant oldest) {
    UUID id = arrival.record().id().uuid();
    if (told(arrival.record()).isBefore(oldest)) {
      return Standing.TOO_OLD;
    }
    if (fresh.remove(id)) {
      return arrival.lane() != null && blocked.contains(arrival.lane())
          ? Standing.BLOCKED
          : Standing.NEW;
    }
    Seen seen = ledger.read(tx, id);
    return seen != null && seen.payloadHash() == arrival.payloadHash()
        ? Standing.DUPLICATE
        : Standing.CONFLICT;
  }

  private Set<Long> blockedLanes(MemoryTransaction tx) {
    Set<Long> lanes = new HashSet<>();
    for (InboxRow row : rows.read(tx).values()) {
      Long lane = row.arrival().lane();
      if (lane != null && row.live()) {
        lanes.add(lane);
      }
    }
    return lanes;
  }

  /** What the record tells of its age. */
  private static Instant told(InboxRecord record) {
    return record.id().timed()
        ? Instant.ofEpochMilli(record.id().epochMillis())
        : record.timestamp();
  }

  // Storing --------------------------------------------------------------------------------------

  /** False if it was stored before. */
  boolean store(MemoryTransaction tx, SetAside aside, Instant now) {
    if (storedBefore(tx, aside)) {
      return false;
    }
    long seq = ++lastSeq;
    InboxRow row =
        new InboxRow(seq, aside.arrival(), RecordState.RECEIVED, 0, null, null, now, false, false);
    rows.write(tx, seq, settled(row, aside.fate(), now));
    return true;
  }

  private boolean storedBefore(MemoryTransaction tx, SetAside aside) {
    if (!(aside.fate() instanceof Fate.Dead dead) || !refusedByLedger(dead.failure().fault())) {
      return false;
    }
    InboxRecord record = aside.arrival().record();
    return rows.read(tx).values().stream()
        .map(row -> row.arrival().record())
        .anyMatch(
            it ->
                it.id().uuid().equals(record.id().uuid())
                    && it.partition().equals(record.partition())
                    && it.offset() == record.offset());
  }

  private static boolean refusedByLedger(RecordFault fault) {
    return fault == RecordFault.CONFLICT || fault == RecordFault.TOO_OLD;
  }

  boolean settle(MemoryTransaction tx, Ticket ticket, Fate fate, Instant now) {
    InboxRow row = rows.lock(tx, ticket.seq());
    if (row == null || !holds(row, ticket)) {
      return false;
    }
    rows.write(tx, ticket.seq(), settled(row, fate, now));
    return true;
  }

  void putBack(MemoryTransaction tx, Ticket ticket, Instant now) {
    if (rows.heldByAnother(tx, ticket.seq())) {
      return;
    }
    InboxRow row = rows.lock(tx, ticket.seq());
    if (row != null && holds(row, ticket) && row.attempts() > 0) {
      boolean first = row.state() == RecordState.RECEIVED && row.attempts() == 1;
      rows.write(
          tx,
          row.seq(),
          row.with(row.state(), row.attempts() - 1, first ? null : now, row.failure()));
    }
  }

  void putBack(MemoryTransaction tx, Marker marker) {
    Marker there = markers.lock(tx, marker.partition());
    if (there != null && there.offset() == marker.offset() && there.attempts() > 0) {
      markers.write(
          tx,
          there.partition(),
          new Marker(there.partition(), there.offset(), there.end(), there.attempts() - 1));
    }
  }

  private static InboxRow settled(InboxRow row, Fate fate, Instant now) {
    if (fate instanceof Fate.Parked parked) {
      Instant due = now.plus(parked.backoff());
      return row.with(RecordState.PARKED, parked.attempts(), due, parked.failure());
    }
    if (fate instanceof Fate.Dead dead) {
      return row.with(RecordState.DEAD, dead.attempts(), null, dead.failure())
          .blockingLane(dead.lane() == AfterDeath.BLOCK);
    }
    return row.with(RecordState.RECEIVED, 0, null, null);
  }

  private static boolean holds(InboxRow row, Ticket ticket) {
    return row.attempts() == ticket.attempts()
        && row.state() != RecordState.DEAD
        && !row.discarded();
  }

  // Taking ---------------------------------------------------------------------------------------

  /** Records for their first handling; empty if another transaction works at the bucket. */
  List<InboxRow> take(MemoryTransaction tx, int bucket, ChunkLimits limits) {
    MemoryTransaction holder = buckets.putIfAbsent(bucket, tx);
    if (holder != null && holder != tx) {
      return List.of();
    }
    tx.changed(new BucketHold(bucket));
    return limited(takeable(tx, row -> bucketOf(row) == bucket), limits).stream()
        .filter(row -> rows.lock(tx, row.seq()) != null)
        .toList();
  }

  private final class BucketHold implements MemoryTransaction.Change {
    private final int bucket;

    BucketHold(int bucket) {
      this.bucket = bucket;
    }

    @Override
    public void commit() {
      buckets.remove(bucket);
    }

    @Override
    public void rollback() {
      buckets.remove(bucket);
    }
  }

  List<InboxRow> takeable(MemoryTransaction tx, Predicate<InboxRow> wanted) {
    Set<Long> blocked = new HashSet<>();
    List<InboxRow> taken = new ArrayList<>();
    for (InboxRow row : rows.read(tx).values()) {
      Long lane = row.arrival().lane();
      if (lane != null && blocked.contains(lane)) {
        continue;
      }
      if (row.fresh() && wanted.test(row)) {
        taken.add(row);
      } else if (lane != null && row.live()) {
        blocked.add(lane);
      }
    }
    return taken;
  }

  /** Heads of lanes that are tried one by one, due or not. */
  List<InboxRow> heads(MemoryTransaction tx) {
    Set<Long> passed = new HashSet<>();
    List<InboxRow> heads = new ArrayList<>();
    for (InboxRow row : rows.read(tx).values()) {
      Long lane = row.arrival().lane();
      boolean head = lane == null || !passed.contains(lane);
      if (head && row.retried()) {
        heads.add(row);
      }
      if (lane != null && row.live()) {
        passed.add(lane);
      }
    }
    return heads;
  }

  List<StoredRecord> claimDue(
      MemoryTransaction tx, Instant now, Duration lease, ChunkLimits limits) {
    List<InboxRow> due =
        heads(tx).stream()
            .filter(row -> row.due() == null || !row.due().isAfter(now))
            .filter(row -> !rows.heldByAnother(tx, row.seq()))
            .toList();
    return count(tx, limited(due, limits), now.plus(lease));
  }

  List<StoredRecord> count(MemoryTransaction tx, Collection<InboxRow> claimed, Instant due) {
    List<StoredRecord> counted = new ArrayList<>();
    for (InboxRow row : claimed) {
      InboxRow next = row.with(row.state(), row.attempts() + 1, due, row.failure());
      rows.write(tx, row.seq(), next);
      counted.add(stored(next));
    }
    return counted;
  }

  List<StoredRecord> lock(MemoryTransaction tx, List<Ticket> tickets) {
    List<StoredRecord> locked = new ArrayList<>();
    tickets.stream()
        .sorted(Comparator.comparingLong(Ticket::seq))
        .forEach(
            ticket -> {
              InboxRow row = rows.lock(tx, ticket.seq());
              if (row != null && holds(row, ticket)) {
                locked.add(stored(row));
              }
            });
    return locked;
  }

  static StoredRecord stored(InboxRow row) {
    return new StoredRecord(
        row.seq(), row.arrival().record(), row.arrival().lane(), row.state(), row.attempts());
  }

  static int bucketOf(InboxRow row) {
    Long lane = row.arrival().lane();
    long spread =
        lane == null ? row.arrival().record().id().uuid().getLeastSignificantBits() : lane;
    return (int) Math.floorMod(spread, (long) InboxStore.BUCKETS);
  }

  private static List<InboxRow> limited(List<InboxRow> all, ChunkLimits limits) {
    List<InboxRow> some = new ArrayList<>();
    long bytes = 0;
    for (InboxRow row : all) {
      if (some.size() == limits.records() || bytes >= limits.bytes()) {
        break;
      }
      some.add(row);
      bytes += row.arrival().record().size();
    }
    return some;
  }

  // Operators ------------------------------------------------------------------------------------

  boolean change(MemoryTransaction tx, long seq, Predicate<InboxRow> fits, Change change) {
    InboxRow row = rows.lock(tx, seq);
    if (row == null || !fits.test(row)) {
      return false;
    }
    rows.write(tx, seq, change.of(row));
    return true;
  }

  /** What an operator makes of a row. */
  interface Change {
    @Nullable InboxRow of(InboxRow row);
  }
}
