package io.twinbox.jdbc;

import io.twinbox.InvalidMessageException;
import io.twinbox.Limits;
import io.twinbox.Message;
import io.twinbox.admin.Act;
import io.twinbox.admin.AdminActions;
import io.twinbox.admin.Edit;
import io.twinbox.jdbc.DeadLetterWork.Deed;
import io.twinbox.spi.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What operators do, on PostgreSQL. Thread-safe. */
final class JdbcAdminActions implements AdminActions {
  private static final String KNOWN_RELAY = "SELECT 1 FROM twinbox.relay WHERE name = ?";
  private static final String KNOWN_CONSUMER =
      "SELECT 1 FROM twinbox.inbox_consumer WHERE name = ?";

  private static final String HAND_OVER =
      """
      UPDATE twinbox.relay SET handover_epoch = epoch
      WHERE name = ? AND owner IS NOT NULL AND handover_epoch IS DISTINCT FROM epoch
      """;

  private static final String PAUSE_TOPIC =
      """
      INSERT INTO twinbox.relay_paused_topic (relay, topic, actor, reason) VALUES (?, ?, ?, ?)
      ON CONFLICT (relay, topic) DO NOTHING
      """;

  private static final String RESUME_TOPIC =
      "DELETE FROM twinbox.relay_paused_topic WHERE relay = ? AND topic = ?";

  /** Nobody waits for a lock: the relay finds within a minute what is passed over. */
  private static final String MAKE_DUE =
      """
      UPDATE twinbox.parked p SET next_attempt_at = clock_timestamp()
      WHERE p.relay = ? AND p.seq IN (
        SELECT h.seq FROM twinbox.parked h
        WHERE h.relay = ? AND h.state = 'PARKED' AND h.error_class = 'TopicPaused'
          AND h.next_attempt_at IS NOT NULL AND h.topic = ?
        FOR NO KEY UPDATE SKIP LOCKED)
      """;

  private static final String PAUSE_CONSUMER =
      "UPDATE twinbox.inbox_consumer SET paused = ? WHERE name = ? AND paused <> ?";

  private static final String LETTER =
      """
      SELECT topic, key FROM twinbox.parked
      WHERE relay = ? AND seq = ? AND state = 'DEAD' AND discarded_at IS NULL
      FOR NO KEY UPDATE
      """;

  private static final String KEEP =
      """
      INSERT INTO twinbox.parked_edit (relay, seq, no, actor, type, content_type, payload, headers)
      SELECT p.relay, p.seq,
             1 + (SELECT count(*) FROM twinbox.parked_edit e WHERE e.relay = p.relay AND e.seq = p.seq),
             ?, p.type, p.content_type, p.payload, p.headers
      FROM twinbox.parked p WHERE p.relay = ? AND p.seq = ?
      """;

  private static final String EDIT =
      """
      UPDATE twinbox.parked SET type = ?, content_type = ?, payload = ?::bytea, headers = ?::jsonb
      WHERE relay = ? AND seq = ?
      """;

  private final Database database;
  private final Audit audit;
  private final DeadLetterWork letters;
  private final JdbcOutbox outbox;

  JdbcAdminActions(Database database, SchemaName schema) {
    this.database = database;
    this.audit = new Audit(database);
    this.letters = new DeadLetterWork(database);
    this.outbox = JdbcOutbox.builder().schema(schema.name()).build();
  }

  /** The subject of what is done to a consumer as a whole. */
  static String subjectOfConsumer(String consumer) {
    return "inbox/" + consumer;
  }

  @Override
  public boolean handOver(String relay, Act act) {
    return act(
        act,
        "handover",
        relay,
        tx -> {
          requireKnown(tx, KNOWN_RELAY, "relay", relay);
          return new Query(database, HAND_OVER, relay).update(tx) > 0;
        });
  }

  @Override
  public boolean pauseTopic(String relay, String topic, Act act) {
    return act(
        act,
        "pause",
        relay + "/" + topic,
        tx -> {
          requireKnown(tx, KNOWN_RELAY, "relay", relay);
          requireTopic(topic);
          return new Query(database, PAUSE_TOPIC, relay, topic, act.actor(), act.reason())
                  .update(tx)
              > 0;
        });
  }

  private static void requireTopic(String topic) {
    try {
      Message.builder().topic(topic).type("t").text("").build();
    } catch (InvalidMessageException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  public boolean resumeTopic(String relay, String topic, Act act) {
    return act(
        act,
        "resume",
        relay + "/" + topic,
        tx -> {
          requireKnown(tx, KNOWN_RELAY, "relay", relay);
          if (new Query(database, RESUME_TOPIC, relay, topic).update(tx) == 0) {
            return false;
          }
          new Query(database, MAKE_DUE, relay, relay, topic).update(tx);
          return true;
        });
  }

  @Override
  public boolean pauseConsumer(String consumer, Act act) {
    return setPaused(consumer, true, act);
  }

  @Override
  public boolean resumeConsumer(String consumer, Act act) {
    return setPaused(consumer, false, act);
  }

  private boolean setPaused(String consumer, boolean paused, Act act) {
    return act(
        act,
        paused ? "pause" : "resume",
        subjectOfConsumer(consumer),
        tx -> {
          requireKnown(tx, KNOWN_CONSUMER, "consumer", consumer);
          return new Query(database, PAUSE_CONSUMER, paused, consumer, paused).update(tx) > 0;
        });
  }

  @Override
  public int retry(String relay, Collection<Long> seqs, Act act) {
    return selected(Deed.RETRY, relay, seqs, act);
  }

  @Override
  public int discard(String relay, Collection<Long> seqs, Act act) {
    return selected(Deed.DISCARD, relay, seqs, act);
  }

  private int selected(Deed deed, String relay, Collection<Long> seqs, Act act) {
    if (seqs.size() > MAX_SELECTED) {
      throw new IllegalArgumentException(
          "at most " + MAX_SELECTED + " entries can be named at once, not " + seqs.size());
    }
    return database.transact(
        deed.word() + " of " + seqs.size() + " entries of relay " + relay,
        tx -> {
          Optional<Map<String, String>> before = audit.before(tx, act, deed.word(), relay);
          if (before.isPresent()) {
            return Audit.number(before.get(), "entries");
          }
          requireKnown(tx, KNOWN_RELAY, "relay", relay);
          Set<Long> changed = letters.apply(tx, deed, relay, seqs);
          if (!changed.isEmpty()) {
            audit.write(tx, act, deed.word(), relay, named(changed));
          }
          return changed.size();
        });
  }

  private static Map<String, String> named(Set<Long> seqs) {
    List<Long> sorted = seqs.stream().sorted().toList();
    Map<String, String> details = new LinkedHashMap<>();
    details.put("entries", String.valueOf(sorted.size()));
    details.put("seqs", sorted.toString());
    return details;
  }

  @Override
  public boolean editAndRetry(String relay, long seq, Edit edit, Act act) {
    return act(
        act,
        "edit",
        relay + "/" + seq,
        tx -> {
          Optional<Message> edited =
              new Query(database, LETTER, relay, seq)
                  .first(
                      tx,
                      row -> message(RecordRows.text(row, "topic"), row.getString("key"), edit));
          if (edited.isEmpty()) {
            return false;
          }
          new Query(database, KEEP, act.actor(), relay, seq).update(tx);
          new Query(database, EDIT, edit.type(), edit.contentType())
              .add("", edit.payload(), HeadersJson.write(edit.headers()), relay, seq)
              .update(tx);
          if (letters.apply(tx, Deed.RETRY, relay, List.of(seq)).isEmpty()) {
            // The edit must not stay alone: whoever looks would take it for retried.
            throw new StoreException("the lane of entry " + seq + " is busy: try again", null);
          }
          return true;
        });
  }

  /** Checked as if it were appended now. */
  private static Message message(String topic, @Nullable String key, Edit edit) {
    Message.Builder message =
        Message.builder().topic(topic).key(key).type(edit.type()).contentType(edit.contentType());
    edit.headers().forEach(message::header);
    if (edit.payload() == null) {
      message.tombstone();
    } else {
      message.payload(edit.payload());
    }
    Message built = message.build();
    Limits.DEFAULT.check(built);
    return built;
  }

  @Override
  public long publish(Message message, Act act) {
    String subject = message.channel() + "/" + message.topic();
    return database.transact(
        "publishing a test message",
        tx -> {
          Optional<Map<String, String>> before = audit.before(tx, act, "publish", subject);
          if (before.isPresent()) {
            return Long.parseLong(before.get().getOrDefault("seq", "0"));
          }
          long seq = outbox.appendNumbered(tx, List.of(message)).get(0);
          Map<String, String> details = new LinkedHashMap<>();
          details.put("seq", String.valueOf(seq));
          details.put("id", message.id().toString());
          audit.write(tx, act, "publish", subject, details);
          return seq;
        });
  }

  /** One transaction with its audit row; nothing if it was done before, or changes nothing. */
  private boolean act(Act act, String action, String subject, Deeds deeds) {
    return database.transact(
        action + " of " + subject,
        tx -> {
          if (audit.before(tx, act, action, subject).isPresent()) {
            return true;
          }
          boolean changed = deeds.run(tx);
          if (changed) {
            audit.write(tx, act, action, subject);
          }
          return changed;
        });
  }

  private interface Deeds {
    boolean run(Connection tx) throws SQLException;
  }

  private void requireKnown(Connection tx, String query, String what, String name)
      throws SQLException {
    if (new Query(database, query, name).first(tx, row -> true).isEmpty()) {
      throw new IllegalArgumentException("there is no " + what + " named '" + name + "'");
    }
  }
}
