package io.twinbox.examples.messages.producer;

import io.twinbox.EntryState;
import io.twinbox.admin.EntryStatus;
import io.twinbox.admin.OutboxAdmin;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Deletes events some time after their publication. What waits, and what is a dead letter, stays
 * however old it is. (The outbox purges its log by itself, after the same time.)
 */
@Component
class Purge {
  private static final Logger LOG = LoggerFactory.getLogger(Purge.class);
  private static final int PAGE = 1_000;

  private final EventTable table;
  private final OutboxAdmin outbox;
  private final DeadLetters deadLetters;
  private final MessagesProperties properties;

  Purge(
      EventTable table,
      OutboxAdmin outbox,
      DeadLetters deadLetters,
      MessagesProperties properties) {
    this.table = table;
    this.outbox = outbox;
    this.deadLetters = deadLetters;
    this.properties = properties;
  }

  /** Does it; on several nodes at once as well. Returns how many were deleted. */
  @Scheduled(fixedDelayString = "${messages.purge-interval:1h}")
  int run() {
    Instant before = Instant.now().minus(properties.retention());
    int deleted = 0;
    long after = 0;
    List<Event> page = table.older(before, after, PAGE);
    while (!page.isEmpty()) {
      deleted += table.delete(published(page, before));
      after = page.get(page.size() - 1).id();
      page = table.older(before, after, PAGE);
    }
    LOG.info("Events purged count:{}", deleted);
    return deleted;
  }

  private List<Long> published(List<Event> events, Instant before) {
    List<Long> seqs = events.stream().map(Event::seq).toList();
    Map<Long, EntryStatus> entries = new HashMap<>();
    outbox.entries(seqs).forEach(entry -> entries.put(entry.seq(), entry));
    Set<Long> dead = deadLetters.at(seqs).keySet();
    return events.stream()
        .filter(event -> !dead.contains(event.seq()))
        .filter(event -> isPublished(entries.get(event.seq()), before))
        .map(Event::id)
        .toList();
  }

  /** What is not in the log any more was published before it was purged there. */
  private static boolean isPublished(@Nullable EntryStatus entry, Instant before) {
    return entry == null
        || (entry.state() == EntryState.PUBLISHED
            && entry.publishedAt() != null
            && entry.publishedAt().isBefore(before));
  }
}
