package io.twinbox.testing;

import io.twinbox.EntryState;
import io.twinbox.spi.Entry;
import io.twinbox.spi.Lane;
import io.twinbox.spi.ParkedEntry;
import io.twinbox.spi.ReadLimits;
import io.twinbox.spi.Settlement;
import io.twinbox.spi.StoreException;
import io.twinbox.spi.Verdict;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The entries one relay has set aside, by lane. The head of a lane is its lowest parked entry; only
 * a head has a next attempt. Not thread-safe.
 */
final class MemoryLanes {
  private final SortedMap<Lane, NavigableMap<Long, LaneEntry>> lanes =
      new TreeMap<>(Comparator.comparing(Lane::text));
  private final Map<Long, Lane> laneOf = new HashMap<>();

  /**
   * Applies a settlement, all of it or nothing.
   *
   * @param log gives the entry to copy, null if there is none
   * @return for each lane touched, how many entries still wait
   */
  Map<Lane, Integer> settle(
      Settlement settlement, Function<Long, @Nullable Entry> log, Instant now) {
    List<LaneEntry> parked = new ArrayList<>();
    for (Verdict verdict : settlement.parked()) {
      parked.add(setAside(verdict, log.apply(verdict.seq()), now));
    }
    List<LaneEntry> retried = new ArrayList<>();
    for (Verdict verdict : settlement.retried()) {
      retried.add(afterRetry(verdict, now));
    }
    Set<Lane> touched = new HashSet<>();
    Stream.concat(parked.stream(), retried.stream())
        .forEach(
            entry -> {
              put(entry);
              touched.add(entry.entry().lane());
            });
    touched.forEach(lane -> wakeHead(lane, now));
    Map<Lane, Integer> waiting = new HashMap<>();
    touched.forEach(lane -> waiting.put(lane, waiting(lane)));
    return waiting;
  }

  /**
   * What is due, by lane and seq. If not all lanes fit, those that have been due for longest; of
   * each its share at most, and what does not fit is taken from all.
   */
  List<ParkedEntry> due(Set<Lane> except, ReadLimits limits, Instant now) {
    List<Lane> longestDue =
        lanes.keySet().stream()
            .filter(lane -> !except.contains(lane) && isDue(lane, now))
            .sorted(Comparator.comparing(this::nextAttempt))
            .limit(limits.entries())
            .sorted(Comparator.comparing(Lane::text))
            .toList();
    int share = Math.max(1, limits.entries() / Math.max(1, longestDue.size()));
    List<Queue<LaneEntry>> queues =
        longestDue.stream().<Queue<LaneEntry>>map(it -> new ArrayDeque<>(candidates(it))).toList();
    Cut cut = new Cut(limits);
    List<LaneEntry> due = new ArrayList<>();
    for (int place = 0; place < share; place++) {
      for (Queue<LaneEntry> queue : queues) {
        if (!queue.isEmpty() && !cut.reached()) {
          due.add(queue.remove());
          cut.count(due.get(due.size() - 1).entry());
        }
      }
    }
    // What stands in a lane was added in its order, and sorting keeps that.
    return due.stream()
        .sorted(Comparator.comparing(entry -> entry.entry().lane().text()))
        .map(LaneEntry::toTry)
        .toList();
  }

  /** What was set aside because its topic was paused is due, unless the topic still is. */
  void resume(Set<String> stillPaused, Instant now) {
    List<LaneEntry> due = new ArrayList<>();
    for (NavigableMap<Long, LaneEntry> lane : lanes.values()) {
      for (LaneEntry entry : lane.values()) {
        if (entry.isParked()
            && Verdict.TOPIC_PAUSED.equals(entry.errorClass())
            && !stillPaused.contains(entry.entry().topic())) {
          due.add(entry.due(now));
        }
      }
    }
    due.forEach(this::put);
  }

  /** Those of the given entries that are still parked, in the order given. */
  List<ParkedEntry> stillParked(List<Long> seqs) {
    return seqs.stream()
        .map(this::find)
        .filter(Objects::nonNull)
        .filter(LaneEntry::isParked)
        .map(LaneEntry::toTry)
        .toList();
  }

  /** The lanes that are not free, and how many entries wait in each. */
  Map<Lane, Integer> waiting() {
    Map<Lane, Integer> waiting = new LinkedHashMap<>();
    for (Lane lane : lanes.keySet()) {
      int count = waiting(lane);
      if (count > 0) {
        waiting.put(lane, count);
      }
    }
    return waiting;
  }

  /** Everything set aside, by lane and seq. */
  List<LaneEntry> all() {
    return lanes.values().stream().flatMap(lane -> lane.values().stream()).toList();
  }

  @Nullable LaneEntry find(long seq) {
    Lane lane = laneOf.get(seq);
    NavigableMap<Long, LaneEntry> entries = lane == null ? null : lanes.get(lane);
    return entries == null ? null : entries.get(seq);
  }

  /** The operator's retry of a dead letter; false if it is none. */
  boolean retry(long seq, Instant now) {
    return end(seq, LaneEntry::retried, now);
  }

  /** The operator's discard of a dead letter; false if it is none. */
  boolean discard(long seq, Instant now) {
    return end(seq, entry -> entry.discarded(now), now);
  }

  /** Forgets settled entries as {@code gone} says; returns how many. */
  long purge(Predicate<LaneEntry> gone) {
    List<LaneEntry> purged = all().stream().filter(gone).toList();
    for (LaneEntry entry : purged) {
      lane(entry.entry().lane()).remove(entry.entry().seq());
      laneOf.remove(entry.entry().seq());
    }
    return purged.size();
  }

  MemoryLanes copy() {
    MemoryLanes copy = new MemoryLanes();
    all().forEach(copy::put);
    return copy;
  }

  private LaneEntry setAside(Verdict verdict, @Nullable Entry entry, Instant now) {
    LaneEntry before = find(verdict.seq());
    if (before != null) {
      return before;
    }
    if (entry == null || verdict.state() == EntryState.PUBLISHED) {
      throw new StoreException("cannot set aside seq:" + verdict.seq(), null);
    }
    return LaneEntry.setAside(entry, verdict, now);
  }

  private LaneEntry afterRetry(Verdict verdict, Instant now) {
    LaneEntry before = find(verdict.seq());
    if (before == null) {
      throw new StoreException("never set aside: seq:" + verdict.seq(), null);
    }
    // An operator may have discarded it while it was tried: then it stays as it is.
    return before.isParked() ? before.after(verdict, now) : before;
  }

  private boolean end(long seq, Function<LaneEntry, LaneEntry> transition, Instant now) {
    LaneEntry entry = find(seq);
    if (entry == null || entry.state() != EntryState.DEAD || entry.discardedAt() != null) {
      return false;
    }
    put(transition.apply(entry));
    wakeHead(entry.entry().lane(), now);
    return true;
  }

  private void wakeHead(Lane lane, Instant now) {
    LaneEntry head = head(lane);
    if (head != null && head.nextAttemptAt() == null) {
      put(head.due(now));
    }
  }

  /** The lane's lowest parked entry; null if there is none, or a dead one before it blocks. */
  private @Nullable LaneEntry head(Lane lane) {
    return lane(lane).values().stream()
        .filter(LaneEntry::holdsLane)
        .findFirst()
        .filter(LaneEntry::isParked)
        .orElse(null);
  }

  private boolean isDue(Lane lane, Instant now) {
    LaneEntry head = head(lane);
    return head != null && head.isDue(now);
  }

  private Instant nextAttempt(Lane lane) {
    LaneEntry head = head(lane);
    return head == null || head.nextAttemptAt() == null ? Instant.MAX : head.nextAttemptAt();
  }

  /** The head alone, for it has failed; or, if it only waited behind another, the whole lane. */
  private List<LaneEntry> candidates(Lane lane) {
    LaneEntry head = head(lane);
    if (head == null) {
      return List.of();
    }
    return head.attempts() > 0
        ? List.of(head)
        : lane(lane).values().stream().filter(LaneEntry::isParked).toList();
  }

  private int waiting(Lane lane) {
    return (int) lane(lane).values().stream().filter(LaneEntry::holdsLane).count();
  }

  private void put(LaneEntry entry) {
    Lane lane = entry.entry().lane();
    laneOf.put(entry.entry().seq(), lane);
    lane(lane).put(entry.entry().seq(), entry);
  }

  private NavigableMap<Long, LaneEntry> lane(Lane lane) {
    return lanes.computeIfAbsent(lane, any -> new TreeMap<>());
  }
}
