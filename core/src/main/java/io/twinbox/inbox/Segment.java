package io.twinbox.inbox;

import io.twinbox.spi.Fate;
import io.twinbox.spi.Marker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records that go into one transaction: to be handled, or a single one to be set aside. Used by one
 * thread.
 */
final class Segment {
  private final List<Item> items;
  private final @Nullable Fate fate;
  private List<Marker> markers = List.of();
  private List<Item> called = List.of();
  private int innocentTries;

  private Segment(List<Item> items, @Nullable Fate fate) {
    this.items = List.copyOf(items);
    this.fate = fate;
  }

  static Segment handle(List<Item> items) {
    return new Segment(items, null);
  }

  static Segment setAside(Item item, Fate fate) {
    return new Segment(List.of(item), fate);
  }

  List<Item> items() {
    return items;
  }

  /** What becomes of the only item; null = it is handled. */
  @Nullable Fate fate() {
    return fate;
  }

  /** To be written before the first try. */
  Segment marked(List<Marker> first) {
    markers = List.copyOf(first);
    return this;
  }

  List<Marker> markers() {
    return markers;
  }

  void markersWritten() {
    markers = List.of();
  }

  /** These are about to be handed to handlers. */
  void calling(List<Item> now) {
    called = now;
  }

  /** What was handed to handlers in the last try. */
  List<Item> called() {
    return called;
  }

  /** Counts a try that failed though the records may be innocent. */
  int innocentTry() {
    return ++innocentTries;
  }

  /**
   * What remains to be done after a failure, in an order that keeps that of every lane: what went
   * well, the culprit or its halves, what was not tried; and last what has no handler to call, for
   * it is a duplicate of something before it or waits behind something.
   */
  List<Segment> after(HandlerFailure failure, @Nullable Fate fateOfOne, int most) {
    List<Segment> next = new ArrayList<>();
    add(next, failure.done(), Integer.MAX_VALUE);
    List<Item> culprits = failure.culprits();
    if (culprits.size() == 1 && fateOfOne != null) {
      next.add(setAside(culprits.get(0), fateOfOne));
    } else {
      add(next, culprits, (culprits.size() + 1) / 2);
    }
    Set<Item> placed = new HashSet<>(failure.done());
    placed.addAll(culprits);
    add(next, called.stream().filter(item -> !placed.contains(item)).toList(), most);
    placed.addAll(called);
    add(next, items.stream().filter(item -> !placed.contains(item)).toList(), most);
    return next;
  }

  private static void add(List<Segment> segments, List<Item> items, int most) {
    for (int from = 0; from < items.size(); ) {
      int to = items.size() - from > most ? from + most : items.size();
      segments.add(handle(items.subList(from, to)));
      from = to;
    }
  }
}
