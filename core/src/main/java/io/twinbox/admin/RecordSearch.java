package io.twinbox.admin;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which stored records are meant: those that fit all that is given, discarded ones too.
 *
 * @param filter consumer, state, fault, topic, type
 * @param messageId what it is deduplicated by; null = any
 * @param key its key as text; null = any
 * @param error part of the last error, in any case; null = any
 */
public record RecordSearch(
    InboxFilter filter, @Nullable UUID messageId, @Nullable String key, @Nullable String error) {
  public RecordSearch {
    Objects.requireNonNull(filter, "filter");
  }

  /** All stored records of a consumer. */
  public static RecordSearch of(String consumer) {
    return new RecordSearch(new InboxFilter(consumer, null, null, null, null), null, null, null);
  }
}
