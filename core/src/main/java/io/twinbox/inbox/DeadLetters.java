package io.twinbox.inbox;

import io.twinbox.InvalidMessageException;
import io.twinbox.Message;
import io.twinbox.Outbox;
import io.twinbox.spi.DatabaseFault;
import io.twinbox.spi.Failure;
import io.twinbox.spi.Fate;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.SetAside;
import io.twinbox.spi.StoreException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends dead letters to a topic, through an outbox of the same database and in the transaction in
 * which they die. Thread-safe.
 *
 * <p>A letter that the outbox or the database refuses, because it is too large, say, must stop
 * nobody: letters are appended behind a savepoint, and the transaction goes on without those that
 * are refused. Their records are dead letters of the database all the same.
 */
final class DeadLetters {
  /** For consumers without such a topic. */
  static final DeadLetters NONE = new DeadLetters(null, "none", null);

  private static final int LONGEST_ERROR = 500;

  private final @Nullable Outbox outbox;
  private final String topic;
  private final @Nullable InboxStore store;

  /**
   * @param outbox null = there is no such topic
   * @param store tells a refused letter from a database that is down; null if there is no topic
   */
  DeadLetters(@Nullable Outbox outbox, String topic, @Nullable InboxStore store) {
    this.outbox = outbox;
    this.topic = topic;
    this.store = store;
  }

  /**
   * Appends the letters of those that die.
   *
   * @throws InnocentException if the database failed: the transaction is to be done again
   */
  void append(Connection tx, List<SetAside> stored, Tally tally) {
    List<Letter> letters = new ArrayList<>();
    stored.forEach(aside -> write(aside.arrival().record(), aside.fate(), tally, letters));
    send(tx, letters, tally);
  }

  /** As {@link #append(Connection, List, Tally)}, of one record. */
  void append(Connection tx, InboxRecord record, Fate fate, Tally tally) {
    List<Letter> letters = new ArrayList<>();
    write(record, fate, tally, letters);
    send(tx, letters, tally);
  }

  private record Letter(InboxRecord record, Message message) {}

  private void write(InboxRecord record, Fate fate, Tally tally, List<Letter> letters) {
    if (outbox == null || !(fate instanceof Fate.Dead dead)) {
      return;
    }
    try {
      letters.add(new Letter(record, message(record, dead)));
    } catch (InvalidMessageException e) {
      tally.letterRefused(record, Failures.sentence(e));
    }
  }

  /** All at once; if that is refused, by halves, until it is known which ones are. */
  private void send(Connection tx, List<Letter> letters, Tally tally) {
    if (outbox == null || letters.isEmpty()) {
      return;
    }
    String refusal = refusal(outbox, tx, letters.stream().map(Letter::message).toList());
    if (refusal == null) {
      return;
    }
    if (letters.size() == 1) {
      tally.letterRefused(letters.get(0).record(), refusal);
      return;
    }
    int half = letters.size() / 2;
    send(tx, letters.subList(0, half), tally);
    send(tx, letters.subList(half, letters.size()), tally);
  }

  /** Why none of the messages is appended; null = all are. */
  private @Nullable String refusal(Outbox to, Connection tx, List<Message> messages) {
    try {
      Savepoint savepoint = tx.setSavepoint();
      try {
        to.append(tx, messages);
      } catch (RuntimeException e) {
        if (store != null && store.faultOf(e) != DatabaseFault.NONE) {
          throw new InnocentException(e);
        }
        tx.rollback(savepoint);
        return Failures.sentence(e);
      }
      tx.releaseSavepoint(savepoint);
      return null;
    } catch (SQLException e) {
      throw new StoreException("appending dead letters failed: " + e.getMessage(), e);
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

  private static String ascii(String text) {
    String cut = text.length() > LONGEST_ERROR ? text.substring(0, LONGEST_ERROR) : text;
    return cut.replaceAll("[^ -~]", "?");
  }
}
