package io.twinbox.admin;

import io.twinbox.RecordFault;
import io.twinbox.RecordState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which stored records are meant: those of a consumer that fit all that is given. Discarded ones
 * never fit.
 *
 * @param consumer the consumer
 * @param state null = any
 * @param fault null = any
 * @param topic null = any
 * @param type null = any
 */
public record InboxFilter(
    String consumer,
    @Nullable RecordState state,
    @Nullable RecordFault fault,
    @Nullable String topic,
    @Nullable String type) {

  public InboxFilter {
    Objects.requireNonNull(consumer, "consumer");
  }

  /** All dead letters of a consumer. */
  public static InboxFilter deadLetters(String consumer) {
    return new InboxFilter(consumer, RecordState.DEAD, null, null, null);
  }

  /** The same, of this state only. */
  public InboxFilter withState(@Nullable RecordState value) {
    return new InboxFilter(consumer, value, fault, topic, type);
  }

  /** The same, with this fault only. */
  public InboxFilter withFault(@Nullable RecordFault value) {
    return new InboxFilter(consumer, state, value, topic, type);
  }

  /** The same, from this topic only. */
  public InboxFilter withTopic(@Nullable String value) {
    return new InboxFilter(consumer, state, fault, value, type);
  }

  /** The same, of this type only. */
  public InboxFilter withType(@Nullable String value) {
    return new InboxFilter(consumer, state, fault, topic, value);
  }
}
