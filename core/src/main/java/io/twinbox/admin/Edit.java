package io.twinbox.admin;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a dead letter becomes. Topic and key stay: they are its lane.
 *
 * @param type kind of message
 * @param contentType media type of the payload
 * @param payload the bytes; null = tombstone
 * @param headers all headers: those left out are gone
 */
public record Edit(
    String type, String contentType, byte @Nullable [] payload, Map<String, String> headers) {
  public Edit {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(contentType, "contentType");
    headers = Map.copyOf(headers);
  }
}
