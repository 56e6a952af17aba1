package io.twinbox.admin;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody did.
 *
 * @param id its number; the later the higher
 * @param at when, by the database's clock
 * @param actor who
 * @param action what: pause, resume, retry, discard, edit, handover, publish, replay …
 * @param subject to what: {@code orders}, {@code orders/4711}, {@code inbox/payments/12} …
 * @param details how many, which filter, which job …
 * @param reason why; null = nobody said
 */
public record AuditEntry(
    long id,
    Instant at,
    String actor,
    String action,
    String subject,
    Map<String, String> details,
    @Nullable String reason) {
  public AuditEntry {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(actor, "actor");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(subject, "subject");
    details = Map.copyOf(details);
  }
}
