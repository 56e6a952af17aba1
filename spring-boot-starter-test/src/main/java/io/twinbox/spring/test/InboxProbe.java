package io.twinbox.spring.test;

import io.twinbox.admin.InboxAdmin;
import io.twinbox.admin.InboxFilter;
import io.twinbox.admin.InboxItem;
import io.twinbox.jdbc.Schema;
import io.twinbox.spi.MessageId;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.AssertProvider;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the application's consumers have done, as their database tells: {@code assertThat(probe)} of
 * AssertJ leads to the assertions. Thread-safe.
 */
public final class InboxProbe implements AssertProvider<InboxAssert> {
  private static final String KNOWN =
      """
      SELECT EXISTS (
        SELECT FROM twinbox.inbox i
        JOIN twinbox.inbox_consumer c ON c.id = i.consumer
        WHERE c.name = :consumer AND i.message_id = :id)
      """;

  private final InboxAdmin admin;
  private final JdbcClient sql;
  private final String schema;

  InboxProbe(InboxAdmin admin, JdbcClient sql, String schema) {
    this.admin = admin;
    this.sql = sql;
    this.schema = schema;
  }

  /** Whether a consumer has handled a message, and committed that. */
  boolean handled(String consumer, UUID id) {
    UUID stored = MessageId.of(id).uuid();
    return inLedger(consumer, stored) && stored(consumer, stored).isEmpty();
  }

  private boolean inLedger(String consumer, UUID id) {
    String query = KNOWN.replace(Schema.DEFAULT_NAME + '.', '"' + schema + "\".");
    return sql.sql(query).param("consumer", consumer).param("id", id).query(Boolean.class).single();
  }

  /** What is kept of a message: it waits, is tried again, or is a dead letter. */
  List<InboxItem> stored(String consumer, UUID id) {
    if (!admin.consumers().contains(consumer)) {
      return List.of();
    }
    UUID stored = MessageId.of(id).uuid();
    return admin
        .list(new InboxFilter(consumer, null, null, null, null), 0, InboxAdmin.MAX_PAGE)
        .stream()
        .filter(item -> item.messageId().equals(stored))
        .toList();
  }

  /** The dead letters of a consumer that nobody discarded, at most {@value InboxAdmin#MAX_PAGE}. */
  public List<InboxItem> deadLetters(String consumer) {
    return admin.consumers().contains(consumer)
        ? admin.list(InboxFilter.deadLetters(consumer), 0, InboxAdmin.MAX_PAGE)
        : List.of();
  }

  /** For AssertJ's {@code assertThat(probe)}. */
  @Override
  public InboxAssert assertThat() {
    return new InboxAssert(this);
  }

  @Override
  public String toString() {
    return "inbox";
  }
}
