package io.twinbox.examples.messages.producer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * The newest events, read through the cache. Which ones they are the database says each time, by a
 * look at the end of an index; what the cache saves is to ask for the state of each.
 */
@Component
class RecentEvents {
  private final EventTable table;
  private final Deliveries deliveries;
  private final EventCache cache;
  private final int size;

  RecentEvents(
      EventTable table, Deliveries deliveries, EventCache cache, MessagesProperties properties) {
    this.table = table;
    this.deliveries = deliveries;
    this.cache = cache;
    this.size = properties.recent();
  }

  /** Newest first. */
  List<EventView> list() {
    List<EventTable.Key> newest = table.newest(size);
    Map<UUID, EventView> known = cache.get(newest.stream().map(EventTable.Key::messageId).toList());
    Map<UUID, EventView> read =
        read(newest.stream().filter(key -> !known.containsKey(key.messageId())).toList());
    List<EventView> views = new ArrayList<>();
    for (EventTable.Key key : newest) {
      EventView view = known.getOrDefault(key.messageId(), read.get(key.messageId()));
      if (view != null) { // purged meanwhile
        views.add(view);
      }
    }
    return views;
  }

  private Map<UUID, EventView> read(List<EventTable.Key> keys) {
    List<Event> events = table.byId(keys.stream().map(EventTable.Key::id).toList());
    List<EventView> views = deliveries.views(events);
    Map<UUID, EventView> read = new HashMap<>();
    for (int i = 0; i < events.size(); i++) {
      UUID id = events.get(i).messageId();
      read.put(id, views.get(i));
      if (views.get(i).is(Estado.E)) {
        cache.put(id, views.get(i));
      }
    }
    return read;
  }
}
