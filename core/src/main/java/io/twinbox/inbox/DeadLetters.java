package io.twinbox.inbox;

import io.twinbox.Message;
import io.twinbox.Outbox;
import io.twinbox.spi.DatabaseFault;
import io.twinbox.spi.Failure;
import io.twinbox.spi.Fate;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.SetAside;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Appends dead letters to a topic, through an outbox of the same database and in the transaction in
 * which they die. Thread-safe.
 *
 * <p>A letter that the outbox refuses, because it is too large, say, must not stop the consumer:
 * the transaction is rolled back and done again without it. The record is a dead letter of the
 * database all the same.
 */
final class DeadLetters {
  /** For consumers without such a topic. */
  static final DeadLetters NONE = new DeadLetters(null, "none", null);

  private static final int LONGEST_ERROR = 500;

  private final @Nullable Outbox outbox;
  private final String topic;
  private final @Nullable InboxStore store;

  /**
   * By place: why the letter of a record was refused. The last ones only: each is tried again soon.
   */
  private final Map<String, String> refused = Collections.synchronizedMap(new LastOnes());

  /**
   * @param outbox null = there is no such topic
   * @param store tells a refused letter from a database that is down; null if there is no topic
   */
  DeadLetters(@Nullable Outbox outbox, String topic, @Nullable InboxStore store) {
    this.outbox = outbox;
    this.topic = topic;
    this.store = store;
  }

  void append(Connection tx, List<SetAside> stored, Tally tally) {
    for (SetAside aside : stored) {
      append(tx, aside.arrival().record(), aside.fate(), tally);
    }
  }

  /**
   * Appends the letter of a record that dies.
   *
   * @throws InnocentException if that failed: the transaction is to be done again
   */
  void append(Connection tx, InboxRecord record, Fate fate, Tally tally) {
    if (outbox == null || !(fate instanceof Fate.Dead dead)) {
      return;
    }
    String place = placeOf(record);
    String why = refused.get(place);
    if (why != null) {
      tally.letterRefused(record, why);
      return;
    }
    try {
      outbox.append(tx, List.of(message(record, dead)));
    } catch (RuntimeException e) {
      if (store == null || store.faultOf(e) == DatabaseFault.NONE) {
        refused.put(place, Failures.sentence(e));
      }
      throw new InnocentException(e);
    }
  }

  private static String placeOf(InboxRecord record) {
    return record.partition() + "@" + record.offset();
  }

  private Message message(InboxRecord record, Fate.Dead dead) {
    Failure failure = dead.failure();
    Message.Builder message =
        Message.builder()
            .topic(topic)
            .type("DeadLetter")
            .header("dead-letter-id", ascii(record.id().text()))
            .header("dead-letter-type", ascii(String.valueOf(record.type())))
            .header("dead-letter-place", placeOf(record))
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

  /** Bounded: what is forgotten is found out again. */
  private static final class LastOnes extends LinkedHashMap<String, String> {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 1_000;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
      return size() > MOST;
    }
  }

  private static String ascii(String text) {
    String cut = text.length() > LONGEST_ERROR ? text.substring(0, LONGEST_ERROR) : text;
    return cut.replaceAll("[^ -~]", "?");
  }
}
