package io.twinbox.jdbc;

import io.twinbox.admin.InboxFilter;
import io.twinbox.admin.InboxItem;
import io.twinbox.admin.InboxLetter;
import io.twinbox.admin.RecordSearch;
import io.twinbox.admin.Shown;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Stored records of inboxes, searched and shown. */
final class StoredRecordReads {
  private final Database database;
  private final Consumers consumers;

  StoredRecordReads(Database database, Consumers consumers) {
    this.database = database;
    this.consumers = consumers;
  }

  List<InboxItem> list(Connection connection, RecordSearch search, long before, int limit)
      throws SQLException {
    InboxFilter filter = search.filter();
    Query query =
        new Query(
            database,
            "SELECT " + LetterRows.ITEM + " FROM twinbox.inbox_record r WHERE r.consumer = ?",
            consumers.id(connection, filter.consumer()));
    // As a literal, so that the index of dead letters serves.
    if (filter.state() != null) {
      query.add(" AND r.state = '" + filter.state().name() + "'");
    }
    query.and("r.fault = ?", filter.fault() == null ? null : filter.fault().name());
    query.and("r.topic = ?", filter.topic());
    query.and("r.type = ?", filter.type());
    query.and("r.message_id = ?", search.messageId());
    if (search.key() != null) {
      query.and("r.key = ?", search.key().getBytes(StandardCharsets.UTF_8));
    }
    if (search.error() != null) {
      query.and("r.error ILIKE ?", '%' + DbText.escapeLike(search.error()) + '%');
    }
    query.and("r.seq < ?", before == 0 ? null : before);
    query.add("\nORDER BY r.seq DESC LIMIT ?", limit);
    return query.list(connection, row -> LetterRows.item(row, filter.consumer()));
  }

  Optional<InboxLetter> show(Connection connection, String consumer, long seq, Shown contents)
      throws SQLException {
    String columns = contents == Shown.SHOWN ? LetterRows.LETTER : LetterRows.HIDDEN_LETTER;
    return new Query(
            database,
            "SELECT " + columns + " FROM twinbox.inbox_record r WHERE r.consumer = ? AND r.seq = ?",
            consumers.id(connection, consumer),
            seq)
        .first(connection, row -> LetterRows.letter(row, consumer));
  }
}
