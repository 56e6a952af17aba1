package io.twinbox.inbox;

import io.twinbox.spi.ChunkLimits;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.Partition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Between the thread that polls and the thread that handles: records go one way, offsets the other.
 * Thread-safe.
 *
 * <p>Protocol: each assignment of a partition has a number. Records carry the number under which
 * they were fetched, and one whose number is not the partition's present one is nobody's business
 * here any more: it is neither begun nor are its offsets committed.
 */
final class Buffer {
  private final ChunkLimits chunk;
  private final KeyOrder order;
  private final Deque<Item> items = new ArrayDeque<>();
  private boolean awake;
  private final Map<Partition, Integer> assignments = new HashMap<>();
  private final Map<Partition, Long> settled = new TreeMap<>();
  private final Set<Partition> unproved = new HashSet<>();
  private final Set<Partition> underWay = new HashSet<>();
  private int lastAssignment;
  private int inHand;
  private long bytes;

  Buffer(ChunkLimits chunk, KeyOrder order) {
    this.chunk = chunk;
    this.order = order;
  }

  // The polling side -----------------------------------------------------------------------------

  /** Takes what was polled. */
  void add(List<InboxRecord> records) {
    List<Item> fresh = new ArrayList<>(records.size());
    long size = 0;
    for (InboxRecord record : records) {
      Item item = Item.fetched(record, order, assignmentOf(record.partition()));
      fresh.add(item);
      size += item.size();
    }
    synchronized (this) {
      items.addAll(fresh);
      bytes += size;
      notifyAll();
    }
  }

  private synchronized int assignmentOf(Partition partition) {
    return assignments.getOrDefault(partition, 0);
  }

  /** Whether another poll's records are welcome: one chunk may wait while one is handled. */
  synchronized boolean hasRoom() {
    return items.size() < chunk.records() && bytes < chunk.bytes();
  }

  synchronized int size() {
    return items.size() + inHand;
  }

  synchronized int partitions() {
    return assignments.size();
  }

  synchronized void assigned(Collection<Partition> partitions) {
    for (Partition partition : partitions) {
      assignments.put(partition, ++lastAssignment);
      unproved.add(partition);
    }
  }

  /** Drops what was not begun. */
  synchronized void drop(Collection<Partition> partitions) {
    items.removeIf(item -> partitions.contains(item.record().partition()));
    bytes = items.stream().mapToLong(Item::size).sum();
  }

  /** Waits until no chunk with records of these partitions is under way. */
  synchronized void awaitIdle(Collection<Partition> partitions, Duration longest)
      throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (partitions.stream().anyMatch(underWay::contains)) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }

  /** The partitions are not ours any more. */
  synchronized void gone(Collection<Partition> partitions) {
    drop(partitions);
    for (Partition partition : partitions) {
      assignments.remove(partition);
      settled.remove(partition);
      unproved.remove(partition);
    }
  }

  /** Offsets that may be committed, and are not asked for again. */
  synchronized Map<Partition, Long> takeSettled() {
    Map<Partition, Long> taken = new TreeMap<>(settled);
    settled.clear();
    return taken;
  }

  /** Offsets that could not be committed, unless there are later ones. */
  synchronized void putBack(Map<Partition, Long> next) {
    next.forEach(
        (partition, offset) -> {
          if (assignments.containsKey(partition)) {
            settled.merge(partition, offset, Math::max);
          }
        });
  }

  /** Whether no offset of this assignment is known to be committed. */
  synchronized boolean unproved(Partition partition) {
    return unproved.contains(partition);
  }

  /** An offset of these partitions is known to be committed. */
  synchronized void prove(Collection<Partition> partitions) {
    unproved.removeAll(partitions);
  }

  // The handling side ----------------------------------------------------------------------------

  /** Waits for something to take; not at all once {@link #wake} was called. */
  synchronized void awaitItems(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (items.isEmpty() && !awake) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }

  /** Ends the wait of the handling side, and all later ones: the consumer is being closed. */
  synchronized void wake() {
    awake = true;
    notifyAll();
  }

  /** The next chunk, in order; empty if there is nothing. */
  synchronized List<Item> take(int most) {
    List<Item> taken = new ArrayList<>();
    long size = 0;
    while (taken.size() < Math.min(most, chunk.records()) && size < chunk.bytes()) {
      Item item = items.poll();
      if (item == null) {
        break;
      }
      taken.add(item);
      size += item.size();
      underWay.add(item.record().partition());
    }
    bytes -= size;
    inHand = taken.size();
    return taken;
  }

  /** Whether the record's partition is still assigned as it was when the record was fetched. */
  synchronized boolean isOurs(Item item) {
    Integer assignment = assignments.get(item.record().partition());
    return assignment != null && assignment == item.assignment();
  }

  /** Those of the records whose partition is still assigned as it was when they were fetched. */
  synchronized List<Item> ours(List<Item> given) {
    return given.stream().filter(this::isOurs).toList();
  }

  /** The chunk is settled: the offsets behind it may be committed. */
  synchronized void settled(List<Item> chunkItems) {
    for (Item item : chunkItems) {
      if (isOurs(item)) {
        settled.merge(item.record().partition(), item.record().offset() + 1, Math::max);
      }
    }
    underWay.clear();
    inHand = 0;
    notifyAll();
  }
}
