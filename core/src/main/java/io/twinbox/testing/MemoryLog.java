package io.twinbox.testing;

import io.twinbox.spi.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The log with its transactions. Ids are given out in order, end in any order, and a snapshot's
 * upper end follows the latest that has <em>ended</em>, as in PostgreSQL. Not thread-safe.
 */
final class MemoryLog {

  /**
   * An entry as stored.
   *
   * @param xid the transaction that appended it
   * @param at when it was appended
   * @param entry what was appended
   */
  record Stored(long xid, Instant at, Entry entry) {
    long seq() {
      return entry.seq();
    }
  }

  /** PostgreSQL's first ordinary transaction id. */
  private static final long FIRST_XID = 3;

  private final NavigableMap<Long, Stored> bySeq = new TreeMap<>();
  private final Map<Long, NavigableMap<Long, Stored>> byXid = new HashMap<>();
  private final SortedSet<Long> running = new TreeSet<>();
  private long nextXid = FIRST_XID;
  private long latestEnded = FIRST_XID - 1;
  private long sequence;

  long beginXid() {
    long xid = nextXid++;
    running.add(xid);
    return xid;
  }

  /** Commit and rollback alike: the id is no longer running. */
  void end(long xid) {
    running.remove(xid);
    latestEnded = Math.max(latestEnded, xid);
  }

  /** One of our own short transactions: each draws an id and ends. */
  void passXid() {
    end(beginXid());
  }

  long nextSeq() {
    return ++sequence;
  }

  /** The last number drawn, by whomever, ended or not. */
  long sequence() {
    return sequence;
  }

  MemorySnapshot snapshot() {
    long xmax = latestEnded + 1;
    List<Long> xip = List.copyOf(running.headSet(xmax));
    return new MemorySnapshot(xip.isEmpty() ? xmax : xip.get(0), xmax, xip);
  }

  boolean isRunning(long xid) {
    return running.contains(xid);
  }

  void add(Stored stored) {
    bySeq.put(stored.seq(), stored);
    byXid.computeIfAbsent(stored.xid(), xid -> new TreeMap<>()).put(stored.seq(), stored);
  }

  void remove(long seq) {
    Stored stored = bySeq.remove(seq);
    if (stored != null) {
      NavigableMap<Long, Stored> ofXid = byXid.get(stored.xid());
      if (ofXid != null) {
        ofXid.remove(seq);
      }
    }
  }

  @Nullable Stored get(long seq) {
    return bySeq.get(seq);
  }

  Collection<Stored> all() {
    return bySeq.values();
  }

  /** Entries with {@code from < seq <= to}, by seq. */
  Collection<Stored> range(long from, long to) {
    return from >= to ? List.of() : bySeq.subMap(from, false, to, true).values();
  }

  /** Entries of one transaction with {@code from < seq <= to}, by seq. */
  Collection<Stored> range(long xid, long from, long to) {
    NavigableMap<Long, Stored> ofXid = byXid.get(xid);
    return ofXid == null || from >= to ? List.of() : ofXid.subMap(from, false, to, true).values();
  }

  /**
   * What a crash leaves: everything that has committed; what was running has ended without a trace.
   */
  MemoryLog copy() {
    MemoryLog copy = new MemoryLog();
    bySeq.values().stream().filter(stored -> !isRunning(stored.xid())).forEach(copy::add);
    copy.nextXid = nextXid;
    copy.latestEnded = nextXid - 1;
    copy.sequence = sequence;
    return copy;
  }

  /** Removes what {@code gone} says. */
  void removeIf(Predicate<Stored> gone) {
    List<Long> seqs = new ArrayList<>();
    for (Stored stored : bySeq.values()) {
      if (gone.test(stored)) {
        seqs.add(stored.seq());
      }
    }
    seqs.forEach(this::remove);
  }
}
