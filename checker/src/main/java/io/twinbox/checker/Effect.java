package io.twinbox.checker;

import java.util.Objects;
import java.util.UUID;

/**
 * One effect that a handler had and that was committed. Immutable.
 *
 * @param messageId the message that was handled
 * @param key its ordering key
 * @param place its number among the effects of that key, from 1, in the order they were made
 */
public record Effect(UUID messageId, String key, long place) {
  /** Refuses what is missing. */
  public Effect {
    Objects.requireNonNull(messageId, "messageId");
    Objects.requireNonNull(key, "key");
  }
}
