package io.twinbox.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of the audit are meant: those that fit all that is given.
 *
 * @param actor who; null = anybody
 * @param action what, for example {@code pause}; null = anything
 * @param subject the beginning of what it was done to; null = any
 * @param from at or after this time; null = any
 * @param to before this time; null = any
 */
public record AuditSearch(
    @Nullable String actor,
    @Nullable String action,
    @Nullable String subject,
    @Nullable Instant from,
    @Nullable Instant to) {
  /** Everything. */
  public static final AuditSearch ALL = new AuditSearch(null, null, null, null, null);
}
