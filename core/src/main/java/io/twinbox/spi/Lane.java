package io.twinbox.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A topic and a key: the unit whose order is kept, and that waits when one of its entries fails.
 *
 * <p>Entries without a key share one lane per topic: nobody promised them an order, but a topic
 * that fails should be tried with one entry, not with all of them.
 *
 * @param topic the destination
 * @param key ordering key; null = the topic's entries without a key
 */
public record Lane(String topic, @Nullable String key) {

  public Lane {
    Objects.requireNonNull(topic, "topic");
  }

  /** As stored: {@code topic} or {@code topic/key}. Unambiguous, for no topic contains a slash. */
  public String text() {
    return key == null ? topic : topic + '/' + key;
  }

  /** The reverse of {@link #text()}. */
  public static Lane parse(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? new Lane(text, null)
        : new Lane(text.substring(0, slash), text.substring(slash + 1));
  }
}
