package io.twinbox.examples.messages.producer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * All events, in pages. A state is asked for entry by entry, so a filter looks at a bounded number
 * of events: a page may then hold fewer than it could, and still say where to go on.
 */
@Component
class EventList {
  private static final int STEP = 1_000;
  private static final int MOST_LOOKED_AT = 10_000;

  private final EventTable table;
  private final Deliveries deliveries;

  EventList(EventTable table, Deliveries deliveries) {
    this.table = table;
    this.deliveries = deliveries;
  }

  /**
   * A page, newest first.
   *
   * @param wanted only events of this state; null = all
   * @param before only events with an id below
   * @param limit most events of the page
   */
  Page<EventView> page(@Nullable Estado wanted, long before, int limit) {
    List<EventView> found = new ArrayList<>();
    long from = before;
    int lookedAt = 0;
    while (found.size() < limit && lookedAt < MOST_LOOKED_AT) {
      int step = wanted == null ? limit - found.size() : STEP;
      List<Event> events = table.page(from, step);
      for (EventView view : deliveries.views(events)) {
        if (found.size() < limit) {
          from = view.id();
          if (wanted == null || view.is(wanted)) {
            found.add(view);
          }
        }
      }
      if (events.size() < step && (events.isEmpty() || from == last(events))) {
        return new Page<>(found, null);
      }
      lookedAt += events.size();
    }
    return new Page<>(found, from);
  }

  private static long last(List<Event> events) {
    return events.get(events.size() - 1).id();
  }
}
