package io.twinbox.admin;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An entry with all there is.
 *
 * @param item what the list shows
 * @param contentType media type of the payload
 * @param payloadSize its size in bytes; -1 = a tombstone, which has none
 * @param payload the payload; null = a tombstone, or hidden
 * @param headers the headers; empty if hidden
 * @param traceId the trace it was appended in; null = none, or headers are hidden
 * @param claimedAt when the batch that took it from the log was claimed, by the database's clock;
 *     null = it was not, or the journal does not know any more
 * @param batch number of that batch; 0 = none
 * @param parkedAt when it was set aside; null = it was not
 * @param endedAt when it became a dead letter, or was published after it was set aside
 * @param lane what lines up behind it; null = it is not set aside
 * @param failures its failed attempts while it was set aside, oldest first, the latest 50
 * @param edits what it was before it was edited, oldest first; without payloads
 */
public record EntryDetail(
    EntryItem item,
    String contentType,
    long payloadSize,
    byte @Nullable [] payload,
    Map<String, String> headers,
    @Nullable String traceId,
    @Nullable Instant claimedAt,
    long batch,
    @Nullable Instant parkedAt,
    @Nullable Instant endedAt,
    @Nullable String lane,
    List<FailedAttempt> failures,
    List<Edited> edits) {

  /**
   * An attempt that failed.
   *
   * @param attempt its number, from 1
   * @param at when, by the database's clock
   * @param error why
   * @param errorClass the error's kind; null = not told
   */
  public record FailedAttempt(int attempt, Instant at, String error, @Nullable String errorClass) {
    public FailedAttempt {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(error, "error");
    }
  }

  /**
   * An edit.
   *
   * @param at when, by the database's clock
   * @param actor who did it
   * @param typeBefore the type before
   * @param contentTypeBefore the media type before
   * @param sizeBefore the payload's size before, in bytes; -1 = it was a tombstone
   */
  public record Edited(
      Instant at, String actor, String typeBefore, String contentTypeBefore, long sizeBefore) {
    public Edited {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(actor, "actor");
    }
  }

  public EntryDetail {
    Objects.requireNonNull(item, "item");
    Objects.requireNonNull(contentType, "contentType");
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    failures = List.copyOf(failures);
    edits = List.copyOf(edits);
  }

  /** What the list shows: payloads never reach a log by accident. */
  @Override
  public String toString() {
    return "EntryDetail[" + item + "]";
  }
}
