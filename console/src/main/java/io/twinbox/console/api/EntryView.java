package io.twinbox.console.api;

import io.twinbox.EntryState;
import io.twinbox.admin.EntryDetail;
import io.twinbox.admin.EntryItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An entry as the document says. */
record EntryView(
    Item item,
    String contentType,
    @Nullable Long payloadBytes,
    @Nullable List<Header> headers,
    @Nullable String traceId,
    @Nullable String lane,
    @Nullable Long batch,
    List<Event> timeline,
    List<Failed> attempts,
    List<Edited> edits) {

  static EntryView of(EntryDetail entry, boolean shown) {
    return new EntryView(
        Item.of(entry.item()),
        entry.contentType(),
        sizeOrNull(entry.payloadSize()),
        shown ? headers(entry.headers()) : null,
        entry.traceId(),
        entry.lane(),
        entry.batch() == 0 ? null : entry.batch(),
        timeline(entry),
        entry.failures().stream()
            .map(it -> new Failed(it.attempt(), it.at(), it.error(), it.errorClass()))
            .toList(),
        entry.edits().stream()
            .map(
                it ->
                    new Edited(
                        it.at(),
                        it.actor(),
                        it.typeBefore(),
                        it.contentTypeBefore(),
                        sizeOrNull(it.sizeBefore())))
            .toList());
  }

  private static @Nullable Long sizeOrNull(long size) {
    return size < 0 ? null : size;
  }

  private static List<Header> headers(Map<String, String> headers) {
    return headers.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(header -> new Header(header.getKey(), header.getValue()))
        .toList();
  }

  private static List<Event> timeline(EntryDetail entry) {
    EntryItem item = entry.item();
    List<Event> events = new ArrayList<>();
    add(events, item.occurredAt(), Event.Kind.OCCURRED, null);
    add(
        events,
        entry.claimedAt(),
        Event.Kind.CLAIMED,
        entry.batch() == 0 ? null : "batch " + entry.batch());
    add(events, entry.parkedAt(), Event.Kind.PARKED, entry.lane());
    add(events, item.publishedAt(), Event.Kind.PUBLISHED, null);
    if (item.state() == EntryState.DEAD) {
      add(events, entry.endedAt(), Event.Kind.DEAD, item.error());
    }
    add(events, item.discardedAt(), Event.Kind.DISCARDED, null);
    entry.edits().forEach(edit -> add(events, edit.at(), Event.Kind.EDITED, edit.actor()));
    events.sort(Comparator.comparing(Event::at));
    // What is to come stands at the end, whatever a clock says.
    add(events, item.nextAttemptAt(), Event.Kind.NEXT_ATTEMPT, null);
    return events;
  }

  private static void add(
      List<Event> events, @Nullable Instant at, Event.Kind kind, @Nullable String detail) {
    if (at != null) {
      events.add(new Event(at, kind, detail));
    }
  }

  /** A row of the list. */
  record Item(
      long seq,
      UUID id,
      @Nullable String relay,
      String channel,
      String topic,
      @Nullable String key,
      String type,
      EntryState state,
      Instant occurredAt,
      @Nullable Instant publishedAt,
      int attempts,
      @Nullable Instant nextAttemptAt,
      @Nullable String error,
      @Nullable Instant discardedAt) {
    static Item of(EntryItem item) {
      return new Item(
          item.seq(),
          item.id(),
          item.relay(),
          item.channel(),
          item.topic(),
          item.key(),
          item.type(),
          item.state(),
          item.occurredAt(),
          item.publishedAt(),
          item.attempts(),
          item.nextAttemptAt(),
          item.error(),
          item.discardedAt());
    }
  }

  /** A header. */
  record Header(String name, @Nullable String value) {}

  /** What happened. */
  record Event(Instant at, Kind event, @Nullable String detail) {
    enum Kind {
      OCCURRED,
      CLAIMED,
      PARKED,
      NEXT_ATTEMPT,
      PUBLISHED,
      DEAD,
      DISCARDED,
      EDITED
    }
  }

  /** An attempt that failed. */
  record Failed(int no, Instant at, String error, @Nullable String errorClass) {}

  /** An edit. */
  record Edited(
      Instant at,
      String actor,
      String typeBefore,
      String contentTypeBefore,
      @Nullable Long bytesBefore) {}
}
