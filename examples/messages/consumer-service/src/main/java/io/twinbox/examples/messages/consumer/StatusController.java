package io.twinbox.examples.messages.consumer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.twinbox.admin.InboxAdmin;
import io.twinbox.admin.InboxFilter;
import java.math.BigDecimal;
import org.springframework.dao.DataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How many of what, and how things stand. */
@RestController
class StatusController {
  private final MessageTables tables;
  private final InboxAdmin inbox;
  private final MeterRegistry meters;

  StatusController(MessageTables tables, InboxAdmin inbox, MeterRegistry meters) {
    this.tables = tables;
    this.inbox = inbox;
    this.meters = meters;
  }

  /**
   * How many of what.
   *
   * @param procesados since the start of this process
   * @param duplicados delivered again by Kafka since then, and not applied again
   */
  record Stats(
      MessageStats messages, long procesados, long duplicados, int deadLetters, BigDecimal suma) {}

  /** What is stored, by the table. */
  record MessageStats(long total, long avisos, long importes) {}

  /** How things stand. */
  record Health(String status, String service, String database, String consumer, String group) {}

  @GetMapping("/stats")
  Stats stats() {
    MessageTables.Counts counts = tables.counts();
    return new Stats(
        new MessageStats(counts.messages(), counts.avisos(), counts.importes()),
        handled("handled"),
        handled("duplicate"),
        inbox.list(InboxFilter.deadLetters(Handlers.GROUP), 0, InboxAdmin.MAX_PAGE).size(),
        counts.suma());
  }

  /** A Kafka that is away passes by itself: this service is healthy and waits. */
  @GetMapping("/health")
  ResponseEntity<Health> health() {
    String consumer = running() ? "up" : "down";
    try {
      tables.answer();
      return ResponseEntity.ok(
          new Health("OK", "consumer-service", "up", consumer, Handlers.GROUP));
    } catch (DataAccessException e) {
      return ResponseEntity.status(503)
          .body(new Health("ERROR", "consumer-service", "down", consumer, Handlers.GROUP));
    }
  }

  private boolean running() {
    Gauge gauge = meters.find("twinbox.inbox.running").tag("consumer", Handlers.GROUP).gauge();
    return gauge != null && gauge.value() == 1;
  }

  private long handled(String outcome) {
    FunctionCounter counter =
        meters
            .find("twinbox.inbox.handled")
            .tag("consumer", Handlers.GROUP)
            .tag("outcome", outcome)
            .functionCounter();
    return counter == null ? 0 : (long) counter.count();
  }
}
