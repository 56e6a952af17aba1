package io.twinbox.admin;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A topic that an operator has stopped: its entries are set aside in order.
 *
 * @param relay the relay
 * @param topic the topic
 * @param since since when, by the database's clock
 * @param actor who did it
 * @param reason why; null = nobody said
 */
public record PausedTopic(
    String relay, String topic, Instant since, String actor, @Nullable String reason) {
  public PausedTopic {
    Objects.requireNonNull(relay, "relay");
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(actor, "actor");
  }
}
