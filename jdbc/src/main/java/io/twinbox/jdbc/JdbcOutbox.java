package io.twinbox.jdbc;

import io.twinbox.InvalidMessageException;
import io.twinbox.Limits;
import io.twinbox.Message;
import io.twinbox.NoTransactionException;
import io.twinbox.NoTransactionException.Reason;
import io.twinbox.Outbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The outbox in PostgreSQL. Works on any JDBC connection to it, pooled or not.
 *
 * <p>One append is one statement and one round trip; more than {@value #MAX_MESSAGES} messages, or
 * more than {@value #MAX_BYTES} bytes of payload, go in several, so that memory stays bounded.
 * Immutable and thread-safe.
 */
public final class JdbcOutbox implements Outbox {

  /** Most messages in one statement. */
  public static final int MAX_MESSAGES = 1_000;

  /** Most bytes of payload in one statement of more than one message. */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  private final SchemaName schema;
  private final Limits limits;
  private final SingleInsert single;
  private final ArrayInsert array;
  private final boolean notifying;

  private JdbcOutbox(Builder builder) {
    this.schema = builder.schema;
    this.limits = builder.limits;
    this.notifying = builder.notifying;
    this.single = new SingleInsert(schema);
    this.array = notifying ? ArrayInsert.notifying(schema) : ArrayInsert.quiet(schema);
  }

  public static Builder builder() {
    return new Builder();
  }

  @Override
  public List<UUID> append(Connection tx, List<Message> messages) {
    List<UUID> ids = check(tx, messages);
    insert(tx, messages, null);
    return ids;
  }

  /**
   * Appends as {@link #append(Connection, List)} does, and returns the places of the messages in
   * the log, in their order: with them {@link io.twinbox.admin.OutboxAdmin#entries} tells what has
   * become of them.
   */
  public List<Long> appendNumbered(Connection tx, List<Message> messages) {
    check(tx, messages);
    List<Long> seqs = new ArrayList<>(messages.size());
    insert(tx, messages, seqs);
    return seqs;
  }

  private List<UUID> check(Connection tx, List<Message> messages) {
    Objects.requireNonNull(tx, "tx");
    requireTransaction(tx);
    List<UUID> ids = new ArrayList<>(messages.size());
    for (Message message : messages) {
      if (message == null) {
        throw new InvalidMessageException(
            "messages[" + ids.size() + "]", "null", "a message", "Leave it out");
      }
      limits.check(message);
      ids.add(message.id());
    }
    return List.copyOf(ids);
  }

  private static void requireTransaction(Connection tx) {
    try {
      if (tx.isClosed()) {
        throw new NoTransactionException(Reason.CLOSED);
      }
      if (tx.getAutoCommit()) {
        throw new NoTransactionException(Reason.AUTO_COMMIT);
      }
      if (tx.isReadOnly()) {
        throw new NoTransactionException(Reason.READ_ONLY);
      }
    } catch (SQLException e) {
      throw new NoTransactionException(Reason.CLOSED, e);
    }
  }

  private void insert(Connection tx, List<Message> messages, @Nullable List<Long> seqs) {
    int from = 0;
    while (from < messages.size()) {
      int to = chunkEnd(messages, from);
      List<Message> chunk = messages.subList(from, to);
      try {
        insertChunk(tx, chunk, seqs);
      } catch (SQLException e) {
        throw AppendFailures.of(e, schema, chunk.stream().map(Message::id).toList());
      }
      from = to;
    }
  }

  private void insertChunk(Connection tx, List<Message> chunk, @Nullable List<Long> seqs)
      throws SQLException {
    boolean alone = chunk.size() == 1 && !notifying;
    if (seqs == null) {
      if (alone) {
        single.run(tx, chunk.get(0));
      } else {
        array.run(tx, chunk);
      }
    } else if (alone) {
      seqs.add(single.numbered(tx, chunk.get(0)));
    } else {
      seqs.addAll(array.numbered(tx, chunk));
    }
  }

  private static int chunkEnd(List<Message> messages, int from) {
    int most = Math.min(messages.size(), from + MAX_MESSAGES);
    long bytes = messages.get(from).payloadSize();
    int to = from + 1;
    while (to < most && bytes + messages.get(to).payloadSize() <= MAX_BYTES) {
      bytes += messages.get(to).payloadSize();
      to++;
    }
    return to;
  }

  /** Collects the options of an outbox. Not thread-safe. */
  public static final class Builder {
    private SchemaName schema = SchemaName.DEFAULT;
    private Limits limits = Limits.DEFAULT;
    private boolean notifying;

    private Builder() {}

    /**
     * The schema the outbox is in; {@code twinbox} if not called.
     *
     * @throws IllegalArgumentException if the name is not {@code [a-z_][a-z0-9_]{0,62}}
     */
    public Builder schema(String name) {
      this.schema = new SchemaName(name);
      return this;
    }

    /** How large messages may be; {@link Limits#DEFAULT} if not called. */
    public Builder limits(Limits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /**
     * Announces every append with NOTIFY, for relays that listen. Off by default: PostgreSQL takes
     * a database-wide lock in the commit of every transaction that notifies.
     */
    public Builder notifying() {
      this.notifying = true;
      return this;
    }

    public JdbcOutbox build() {
      return new JdbcOutbox(this);
    }
  }
}
