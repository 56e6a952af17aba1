package io.twinbox.admin;

import io.twinbox.EntryState;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are meant: those that fit all that is given. Immutable; begin with {@link #ALL}.
 *
 * @param relay whose view is taken: a state is a relay's. Null = each relay's of the entry's
 *     channel
 * @param state null = any
 * @param id the message's id; null = any
 * @param topic null = any
 * @param key null = any
 * @param type null = any
 * @param from at or after this time ({@code occurred_at}); null = any
 * @param to before this time; null = any
 * @param headerName a header there is; null = any. Needs the right to read headers
 * @param headerValue its value; null = any
 * @param error part of the last error, in any case; null = any. Only entries set aside have one
 */
public record EntrySearch(
    @Nullable String relay,
    @Nullable EntryState state,
    @Nullable UUID id,
    @Nullable String topic,
    @Nullable String key,
    @Nullable String type,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String headerName,
    @Nullable String headerValue,
    @Nullable String error) {
  /** Every entry. */
  public static final EntrySearch ALL =
      new EntrySearch(null, null, null, null, null, null, null, null, null, null, null);

  public EntrySearch {
    if (from != null && to != null && !from.isBefore(to)) {
      throw new IllegalArgumentException("from must lie before to: " + from + ", " + to);
    }
    if (headerValue != null && headerName == null) {
      throw new IllegalArgumentException("headerValue needs a headerName");
    }
  }

  /** The same, as one relay sees it. */
  public EntrySearch withRelay(@Nullable String value) {
    return new EntrySearch(
        value, state, id, topic, key, type, from, to, headerName, headerValue, error);
  }

  /** The same, in this state only. */
  public EntrySearch withState(@Nullable EntryState value) {
    return new EntrySearch(
        relay, value, id, topic, key, type, from, to, headerName, headerValue, error);
  }

  /** The same, with this id only. */
  public EntrySearch withId(@Nullable UUID value) {
    return new EntrySearch(
        relay, state, value, topic, key, type, from, to, headerName, headerValue, error);
  }

  /** The same, of this topic only. */
  public EntrySearch withTopic(@Nullable String value) {
    return new EntrySearch(
        relay, state, id, value, key, type, from, to, headerName, headerValue, error);
  }

  /** The same, of this key only. */
  public EntrySearch withKey(@Nullable String value) {
    return new EntrySearch(
        relay, state, id, topic, value, type, from, to, headerName, headerValue, error);
  }

  /** The same, of this type only. */
  public EntrySearch withType(@Nullable String value) {
    return new EntrySearch(
        relay, state, id, topic, key, value, from, to, headerName, headerValue, error);
  }

  /** The same, of this time only: at or after {@code first} and before {@code last}. */
  public EntrySearch between(@Nullable Instant first, @Nullable Instant last) {
    return new EntrySearch(
        relay, state, id, topic, key, type, first, last, headerName, headerValue, error);
  }

  /** The same, with this header only. */
  public EntrySearch withHeader(String name, @Nullable String value) {
    Objects.requireNonNull(name, "name");
    return new EntrySearch(relay, state, id, topic, key, type, from, to, name, value, error);
  }

  /** The same, with this text in the error only. */
  public EntrySearch withError(@Nullable String value) {
    return new EntrySearch(
        relay, state, id, topic, key, type, from, to, headerName, headerValue, value);
  }
}
