package io.twinbox.admin;

import io.twinbox.EntryState;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What has become of an entry, at this moment.
 *
 * @param seq its place in the log
 * @param id the message's id
 * @param state what it is
 * @param publishedAt when its publication was written down, by the database's clock; null = it is
 *     not
 * @param attempts attempts counted; 0 = none failed
 * @param error why the last attempt failed; null = none did
 */
public record EntryStatus(
    long seq,
    UUID id,
    EntryState state,
    @Nullable Instant publishedAt,
    int attempts,
    @Nullable String error) {
  public EntryStatus {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(state, "state");
  }

  /** Why the last attempt failed; empty if none did. */
  public String errorOrEmpty() {
    return error == null ? "" : error;
  }
}
