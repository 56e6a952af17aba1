package io.twinbox.inbox;

import io.twinbox.spi.Marker;
import io.twinbox.spi.Partition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the record that kills the process, at no cost for all others. Used by one thread.
 *
 * <p>Until an offset of an assignment is known to be committed, every chunk is preceded by a
 * committed marker that its own transaction removes. A marker that is found says that a process
 * died in that range: its records are handled one by one, each attempt committed before it begins.
 * A process that dies in a chunk without a marker died behind a known offset: the next one begins
 * there, with a marker.
 */
final class CrashWatch {
  private final Parts parts;
  private final Buffer buffer;
  private final Map<Partition, Integer> lookedUp = new HashMap<>();
  private final Map<Partition, Marker> suspicions = new HashMap<>();
  private final Set<Partition> marked = new HashSet<>();

  /** The attempt that was counted last, while it is not known to have ended. */
  private @Nullable Marker counted;

  CrashWatch(Parts parts, Buffer buffer) {
    this.parts = parts;
    this.buffer = buffer;
  }

  /** Cuts a chunk into segments; reads markers, writes none. */
  List<Segment> plan(List<Item> chunk) {
    Map<Partition, List<Item>> doubtful = new LinkedHashMap<>();
    for (Item item : chunk) {
      Partition partition = item.record().partition();
      if (buffer.unproved(partition) || suspicions.containsKey(partition)) {
        doubtful.computeIfAbsent(partition, any -> new ArrayList<>()).add(item);
      }
    }
    if (doubtful.isEmpty()) {
      return List.of(Segment.handle(chunk));
    }
    lookUp(doubtful);
    return segments(chunk, doubtful.keySet());
  }

  /** Asks once per assignment what a former owner left. */
  private void lookUp(Map<Partition, List<Item>> doubtful) {
    Map<Partition, Integer> unknown = new HashMap<>();
    doubtful.forEach(
        (partition, items) -> {
          int assignment = items.get(0).assignment();
          if (lookedUp.getOrDefault(partition, 0) != assignment) {
            unknown.put(partition, assignment);
          }
        });
    if (unknown.isEmpty()) {
      return;
    }
    List<Marker> found = parts.store().markers(parts.consumer(), unknown.keySet());
    suspicions.keySet().removeAll(unknown.keySet());
    found.forEach(marker -> suspicions.put(marker.partition(), marker));
    lookedUp.putAll(unknown);
  }

  private List<Segment> segments(List<Item> chunk, Collection<Partition> doubtful) {
    List<Segment> segments = new ArrayList<>();
    List<Item> others = new ArrayList<>();
    for (Item item : chunk) {
      Marker suspicion = suspicions.get(item.record().partition());
      if (suspicion != null && covers(suspicion, item)) {
        segments.add(alone(item, suspicion));
      } else {
        others.add(item);
      }
    }
    if (!others.isEmpty()) {
      segments.add(Segment.handle(others).marked(markers(others, doubtful)));
    }
    return segments;
  }

  private static boolean covers(Marker suspicion, Item item) {
    long offset = item.record().offset();
    return suspicion.offset() <= offset && offset < suspicion.end();
  }

  private Segment alone(Item item, Marker suspicion) {
    long offset = item.record().offset();
    int before = offset == suspicion.offset() ? suspicion.attempts() : 0;
    if (before >= parts.options().maxCrashes()) {
      return Segment.setAside(item, parts.verdicts().killer(before));
    }
    Marker marker = new Marker(item.record().partition(), offset, suspicion.end(), before + 1);
    return Segment.handle(List.of(item)).marked(List.of(marker));
  }

  private static List<Marker> markers(List<Item> items, Collection<Partition> doubtful) {
    Map<Partition, Marker> markers = new TreeMap<>();
    for (Item item : items) {
      Partition partition = item.record().partition();
      long offset = item.record().offset();
      if (doubtful.contains(partition)) {
        markers.merge(
            partition,
            new Marker(partition, offset, offset + 1, 0),
            (first, last) -> new Marker(partition, first.offset(), last.end(), 0));
      }
    }
    return List.copyOf(markers.values());
  }

  /** Writes the markers of a segment, before it is tried for the first time. */
  void before(Segment segment) {
    if (!segment.markers().isEmpty()) {
      List<Marker> markers =
          segment.markers().stream().filter(marker -> isOurs(segment.items(), marker)).toList();
      if (!markers.isEmpty()) {
        parts.store().mark(parts.consumer(), markers);
      }
      markers.forEach(marker -> marked.add(marker.partition()));
      counted = markers.stream().filter(it -> it.attempts() > 0).findAny().orElse(null);
      segment.markersWritten();
    }
    Item only = segment.items().get(0);
    if (segment.fate() != null && suspicions.containsKey(only.record().partition())) {
      marked.add(only.record().partition());
    }
  }

  /**
   * Partitions whose markers the last transaction of a chunk removes: not those under suspicion
   * beyond the chunk.
   */
  Set<Partition> toUnmark(List<Item> chunk) {
    Set<Partition> finished = new HashSet<>(marked);
    for (Item item : chunk) {
      Marker suspicion = suspicions.get(item.record().partition());
      if (suspicion != null && suspicion.end() > lastOffset(chunk, suspicion.partition()) + 1) {
        finished.remove(suspicion.partition());
      }
    }
    finished.removeIf(partition -> chunk.stream().noneMatch(item -> isOurs(item, partition)));
    return finished;
  }

  /** Somebody else's marker must not be written over. */
  private boolean isOurs(List<Item> items, Marker marker) {
    return items.stream().anyMatch(item -> isOurs(item, marker.partition()));
  }

  /**
   * The attempt under way is given up, because the consumer is closed or has lost the partition: it
   * must not look as if the process had died of it.
   */
  void giveUp() {
    Marker given = counted;
    counted = null;
    if (given != null) {
      PartingAct.run(() -> parts.store().putBackMarks(parts.consumer(), List.of(given)));
    }
  }

  private boolean isOurs(Item item, Partition partition) {
    return item.record().partition().equals(partition) && buffer.isOurs(item);
  }

  private static long lastOffset(List<Item> chunk, Partition partition) {
    return chunk.stream()
        .map(Item::record)
        .filter(record -> record.partition().equals(partition))
        .mapToLong(record -> record.offset())
        .max()
        .orElse(-1);
  }

  /** A transaction has committed; the markers are gone. */
  void unmarked(Collection<Partition> partitions) {
    counted = null;
    marked.removeAll(partitions);
    suspicions.keySet().removeAll(partitions);
  }
}
