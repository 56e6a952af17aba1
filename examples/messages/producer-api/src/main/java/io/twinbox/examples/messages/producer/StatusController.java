package io.twinbox.examples.messages.producer;

import io.twinbox.admin.RelayReport;
import io.twinbox.spi.StoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What was processed, how many of what, and how things stand. */
@RestController
class StatusController {
  private static final String UP = "up";
  private static final String DOWN = "down";

  private final EventTable table;
  private final ProcessedMessages processed;
  private final Deliveries deliveries;
  private final EventCache cache;

  StatusController(
      EventTable table, ProcessedMessages processed, Deliveries deliveries, EventCache cache) {
    this.table = table;
    this.processed = processed;
    this.deliveries = deliveries;
    this.cache = cache;
  }

  /** Processed messages, and how many of them. */
  record Messages(int count, List<ProcessedMessages.Processed> messages) {}

  /** How many of what. */
  record Stats(EventStats eventos, MessageStats messages) {}

  /** Events by state. */
  record EventStats(long total, long pendientes, long enviados, long errores, long deadLetters) {}

  /** Processed messages. */
  record MessageStats(long total) {}

  /** How things stand. Kafka and Redis may be away: messages are taken all the same. */
  record Health(String status, String service, String database, String kafka, String redis) {}

  /** What the consumer has processed, newest first. */
  @GetMapping("/messages")
  ResponseEntity<Messages> messages(
      @RequestParam(name = "antes_de", defaultValue = "" + Long.MAX_VALUE) long before,
      @RequestParam(defaultValue = "1000") int limite) {
    Page<ProcessedMessages.Processed> page = processed.page(before, Page.limit(limite));
    ResponseEntity.BodyBuilder reply = ResponseEntity.ok();
    if (page.next() != null) {
      reply.header(
          HttpHeaders.LINK,
          "</messages?antes_de=%d&limite=%d>; rel=\"next\"".formatted(page.next(), limite));
    }
    return reply.body(new Messages(page.items().size(), page.items()));
  }

  /** Counted by Twinbox, which knows what waits without looking at what does not. */
  @GetMapping("/stats")
  Stats stats() {
    RelayReport relay = deliveries.relay();
    long waiting = relay == null ? 0 : relay.backlog();
    long failed = relay == null ? 0 : relay.parked() + relay.dead();
    boolean down = isDown(relay);
    long total = table.count();
    EventStats eventos =
        new EventStats(
            total,
            down ? 0 : waiting,
            Math.max(0, total - waiting - failed),
            down ? waiting + failed : failed,
            relay == null ? 0 : relay.dead());
    return new Stats(eventos, new MessageStats(processed.count()));
  }

  @GetMapping("/health")
  ResponseEntity<Health> health() {
    String redis = cache.isUp() ? UP : DOWN;
    try {
      String kafka = isDown(deliveries.relay()) ? DOWN : UP;
      return ResponseEntity.ok(new Health("OK", "producer-api", UP, kafka, redis));
    } catch (DataAccessException | StoreException e) {
      return ResponseEntity.status(503)
          .body(new Health("ERROR", "producer-api", DOWN, "unknown", redis));
    }
  }

  private static boolean isDown(@Nullable RelayReport relay) {
    return relay != null && relay.failingSince() != null;
  }
}
