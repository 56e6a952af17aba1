package io.twinbox.inbox;

import java.util.Objects;

/**
 * One record of a batch.
 *
 * @param event the decoded value
 * @param context what else is known of it
 * @param <T> what the value was decoded to
 */
public record Delivery<T>(T event, InboxContext context) {

  public Delivery {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(context, "context");
  }
}
