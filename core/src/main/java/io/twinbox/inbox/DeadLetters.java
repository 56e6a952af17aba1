package io.twinbox.inbox;

import io.twinbox.Message;
import io.twinbox.Outbox;
import io.twinbox.spi.Failure;
import io.twinbox.spi.Fate;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.SetAside;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends dead letters to a topic, through an outbox of the same database and in the transaction in
 * which they die. Thread-safe.
 */
final class DeadLetters {
  /** For consumers without such a topic. */
  static final DeadLetters NONE = new DeadLetters(null, "none");

  private static final int LONGEST_ERROR = 500;

  private final @Nullable Outbox outbox;
  private final String topic;

  DeadLetters(@Nullable Outbox outbox, String topic) {
    this.outbox = outbox;
    this.topic = topic;
  }

  void append(Connection tx, List<SetAside> stored) {
    for (SetAside aside : stored) {
      append(tx, aside.arrival().record(), aside.fate());
    }
  }

  void append(Connection tx, InboxRecord record, Fate fate) {
    if (outbox != null && fate instanceof Fate.Dead dead) {
      List<Message> messages = new ArrayList<>();
      messages.add(message(record, dead));
      outbox.append(tx, messages);
    }
  }

  private Message message(InboxRecord record, Fate.Dead dead) {
    Failure failure = dead.failure();
    Message.Builder message =
        Message.builder()
            .topic(topic)
            .type("DeadLetter")
            .header("dead-letter-id", ascii(record.id().text()))
            .header("dead-letter-type", ascii(String.valueOf(record.type())))
            .header("dead-letter-place", record.partition() + "@" + record.offset())
            .header("dead-letter-fault", failure.fault().name())
            .header("dead-letter-error", ascii(failure.error()))
            .header("dead-letter-attempts", String.valueOf(dead.attempts()));
    byte[] key = record.key();
    if (key != null) {
      message.key(ascii(new String(key, StandardCharsets.UTF_8)));
    }
    byte[] value = record.value();
    return (value == null ? message.tombstone() : message.payload(value)).build();
  }

  private static String ascii(String text) {
    String cut = text.length() > LONGEST_ERROR ? text.substring(0, LONGEST_ERROR) : text;
    return cut.replaceAll("[^ -~]", "?");
  }
}
