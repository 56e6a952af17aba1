package io.twinbox.examples.messages.producer;

import io.twinbox.admin.EntryStatus;
import io.twinbox.admin.OutboxAdmin;
import io.twinbox.admin.RelayReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * What has become of events. Everything is asked of Twinbox when somebody wants to know: what is
 * not kept beside it cannot contradict it.
 */
@Component
class Deliveries {
  static final String LATE = "Kafka no ha confirmado el evento todavía";

  private final OutboxAdmin outbox;
  private final DeadLetters deadLetters;
  private final RelayWatch watch;
  private final MessagesProperties properties;
  private final String relay;

  Deliveries(
      OutboxAdmin outbox,
      DeadLetters deadLetters,
      RelayWatch watch,
      MessagesProperties properties,
      @Value("${spring.application.name}") String relay) {
    this.outbox = outbox;
    this.deadLetters = deadLetters;
    this.watch = watch;
    this.properties = properties;
    this.relay = relay;
  }

  /** How the relay stands; null = it has never run. */
  @Nullable RelayReport relay() {
    return outbox.relays().stream()
        .filter(report -> report.name().equals(relay))
        .findFirst()
        .orElse(null);
  }

  /** The events in their order, with what has become of them. */
  List<EventView> views(List<Event> events) {
    if (events.isEmpty()) {
      return List.of();
    }
    Map<Long, EntryStatus> entries = entries(events);
    Map<Long, DeadLetters.Letter> dead = deadBeyondTheLog(events, entries);
    RelayReport report = allPublished(entries) ? null : relay();
    return events.stream()
        .map(event -> view(event, entries.get(event.seq()), dead.get(event.seq()), report))
        .toList();
  }

  private Map<Long, EntryStatus> entries(List<Event> events) {
    Map<Long, EntryStatus> entries = new HashMap<>();
    outbox
        .entries(events.stream().map(Event::seq).toList())
        .forEach(entry -> entries.put(entry.seq(), entry));
    return entries;
  }

  private Map<Long, DeadLetters.Letter> deadBeyondTheLog(
      List<Event> events, Map<Long, EntryStatus> entries) {
    List<Long> gone = new ArrayList<>(events.stream().map(Event::seq).toList());
    gone.removeAll(entries.keySet());
    return deadLetters.at(gone);
  }

  private static boolean allPublished(Map<Long, EntryStatus> entries) {
    return entries.values().stream().allMatch(entry -> entry.publishedAt() != null);
  }

  private EventView view(
      Event event,
      @Nullable EntryStatus entry,
      DeadLetters.@Nullable Letter dead,
      @Nullable RelayReport report) {
    if (dead != null) {
      return EventView.of(event, Estado.X, dead.intentos(), dead.errorMessage());
    }
    if (entry == null) {
      return EventView.of(event, Estado.E, 0, null); // only what is published leaves the log
    }
    return switch (entry.state()) {
      case PUBLISHED -> EventView.of(event, Estado.E, entry.attempts(), null);
      case PARKED, DEAD -> EventView.of(event, Estado.X, entry.attempts(), entry.error());
      case PENDING -> waiting(event, report);
    };
  }

  /** An outage is nobody's fault: Twinbox counts no attempts of an entry, but tells its own. */
  private EventView waiting(Event event, @Nullable RelayReport report) {
    if (watch.hasPublished(event.seq())) {
      return EventView.of(event, Estado.E, 0, null);
    }
    if (report != null && report.failingSince() != null) {
      return EventView.of(event, Estado.X, report.tries(), report.lastError());
    }
    boolean late = event.createdAt().plus(properties.publishWait()).isBefore(Instant.now());
    return late ? EventView.of(event, Estado.X, 0, LATE) : EventView.of(event, Estado.P, 0, null);
  }
}
