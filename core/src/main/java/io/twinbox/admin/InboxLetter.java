package io.twinbox.admin;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stored record with all there is.
 *
 * @param item what the list shows
 * @param idText the message's id as it came
 * @param key the key; null = none
 * @param payload the value; null = tombstone
 * @param headers in their order, duplicates too
 * @param stack excerpt of the last error's stack; null = there is none
 */
public record InboxLetter(
    InboxItem item,
    String idText,
    byte @Nullable [] key,
    byte @Nullable [] payload,
    List<Header> headers,
    @Nullable String stack) {

  /**
   * A header.
   *
   * @param name as it came
   * @param value null = none
   */
  public record Header(String name, byte @Nullable [] value) {}

  public InboxLetter {
    Objects.requireNonNull(item, "item");
    Objects.requireNonNull(idText, "idText");
    headers = List.copyOf(headers);
  }

  /** What the list shows: payloads never reach a log by accident. */
  @Override
  public String toString() {
    return "InboxLetter[" + item + "]";
  }
}
