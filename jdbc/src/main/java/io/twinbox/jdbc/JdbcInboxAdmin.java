package io.twinbox.jdbc;

import io.twinbox.RecordState;
import io.twinbox.admin.Act;
import io.twinbox.admin.InboxAdmin;
import io.twinbox.admin.InboxFilter;
import io.twinbox.admin.InboxItem;
import io.twinbox.admin.InboxLetter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Operator actions on the inboxes of a PostgreSQL database. Thread-safe. */
public final class JdbcInboxAdmin implements InboxAdmin {
  private static final String CONSUMERS = "SELECT name FROM twinbox.inbox_consumer ORDER BY name";

  private static final String LIST =
      """
      SELECT ITEM_COLUMNS FROM twinbox.inbox_record r
      WHERE r.consumer = ? AND r.discarded_at IS NULL
        AND r.fault IS NOT DISTINCT FROM coalesce(?::text, r.fault)
        AND r.topic = coalesce(?::text, r.topic)
        AND r.type IS NOT DISTINCT FROM coalesce(?::text, r.type)
        AND STATE_FITS
        AND r.seq > ?
      ORDER BY r.seq LIMIT ?
      """
          .replace("ITEM_COLUMNS", LetterRows.ITEM);

  /** Records that are handled at this moment are passed over. */
  private static final String FITTING =
      """
      SELECT r.seq FROM twinbox.inbox_record r
      WHERE r.consumer = ? AND r.discarded_at IS NULL
        AND r.fault IS NOT DISTINCT FROM coalesce(?::text, r.fault)
        AND r.topic = coalesce(?::text, r.topic)
        AND r.type IS NOT DISTINCT FROM coalesce(?::text, r.type)
        AND STATE_FITS AND ACTION_FITS
      ORDER BY r.seq LIMIT ?
      FOR UPDATE SKIP LOCKED
      """;

  private static final String SHOW =
      """
      SELECT LETTER_COLUMNS FROM twinbox.inbox_record r WHERE r.consumer = ? AND r.seq = ?
      """
          .replace("LETTER_COLUMNS", LetterRows.LETTER);

  private final Database database;
  private final Consumers consumers;
  private final HeldLanes lanes;
  private final Audit audit;

  private JdbcInboxAdmin(Database database) {
    this.database = database;
    this.consumers = new Consumers(database);
    this.lanes = new HeldLanes(database);
    this.audit = new Audit(database);
  }

  /** Acts on the default schema of a database. */
  public static JdbcInboxAdmin of(DataSource dataSource) {
    return of(dataSource, Schema.DEFAULT_NAME);
  }

  /**
   * Acts on a schema of a database.
   *
   * @throws IllegalArgumentException if the schema's name is not legal
   */
  public static JdbcInboxAdmin of(DataSource dataSource, String schema) {
    return new JdbcInboxAdmin(
        new Database(dataSource, new SchemaName(schema), JdbcInboxStore.DEFAULT_TIMEOUT).patient());
  }

  @Override
  public List<String> consumers() {
    return database.call(
        "listing consumers",
        connection -> {
          List<String> names = new ArrayList<>();
          try (Statement query = connection.createStatement();
              ResultSet rows = query.executeQuery(database.sql(CONSUMERS))) {
            while (rows.next()) {
              names.add(Objects.requireNonNull(rows.getString(1)));
            }
          }
          return names;
        });
  }

  @Override
  public List<InboxItem> list(InboxFilter filter, long after, int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("limit must be 1 to " + MAX_PAGE + ": " + limit);
    }
    return database.call(
        "listing records of consumer " + filter.consumer(),
        connection -> {
          String sql = LIST.replace("STATE_FITS", fits(filter.state()));
          try (PreparedStatement query = connection.prepareStatement(database.sql(sql))) {
            bind(connection, query, filter);
            query.setLong(5, after);
            query.setInt(6, limit);
            List<InboxItem> items = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
              while (rows.next()) {
                items.add(LetterRows.item(rows, filter.consumer()));
              }
            }
            return items;
          }
        });
  }

  @Override
  public Optional<InboxLetter> show(String consumer, long seq) {
    return database.call(
        "showing record " + seq + " of consumer " + consumer,
        connection -> {
          try (PreparedStatement query = connection.prepareStatement(database.sql(SHOW))) {
            query.setShort(1, consumers.id(connection, consumer));
            query.setLong(2, seq);
            try (ResultSet row = query.executeQuery()) {
              return row.next() ? Optional.of(LetterRows.letter(row, consumer)) : Optional.empty();
            }
          }
        });
  }

  @Override
  public boolean retry(String consumer, long seq, Act act) {
    return one(RecordAction.RETRY, consumer, seq, act);
  }

  @Override
  public int retry(InboxFilter filter, Act act) {
    return all(RecordAction.RETRY, filter, act);
  }

  @Override
  public boolean discard(String consumer, long seq, Act act) {
    return one(RecordAction.DISCARD, consumer, seq, act);
  }

  @Override
  public int discard(InboxFilter filter, Act act) {
    return all(RecordAction.DISCARD, filter, act);
  }

  private boolean one(RecordAction action, String consumer, long seq, Act act) {
    return database.transact(
        action.word() + " of record " + seq + " of consumer " + consumer,
        connection -> {
          String subject = "inbox/" + consumer + "/" + seq;
          if (audit.before(connection, act, action.word(), subject).isPresent()) {
            return true;
          }
          if (apply(connection, action, consumer, List.of(seq)) == 0) {
            return false;
          }
          audit.write(connection, act, action.word(), subject);
          return true;
        });
  }

  private int all(RecordAction action, InboxFilter filter, Act act) {
    return database.transact(
        action.word() + " of records of consumer " + filter.consumer(),
        connection -> {
          String subject = "inbox/" + filter.consumer();
          Optional<Map<String, String>> before =
              audit.before(connection, act, action.word(), subject);
          if (before.isPresent()) {
            return Audit.number(before.get(), "records");
          }
          List<Long> seqs = fitting(connection, action, filter);
          int changed = apply(connection, action, filter.consumer(), seqs);
          if (changed > 0) {
            audit.write(connection, act, action.word(), subject, details(filter, seqs));
          }
          return changed;
        });
  }

  private List<Long> fitting(Connection connection, RecordAction action, InboxFilter filter)
      throws SQLException {
    String sql =
        FITTING
            .replace("STATE_FITS", fits(filter.state()))
            .replace("ACTION_FITS", action.condition());
    try (PreparedStatement query = connection.prepareStatement(database.sql(sql))) {
      bind(connection, query, filter);
      query.setInt(5, MAX_PAGE);
      List<Long> seqs = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          seqs.add(rows.getLong(1));
        }
      }
      return seqs;
    }
  }

  private int apply(Connection connection, RecordAction action, String consumer, List<Long> seqs)
      throws SQLException {
    short id = consumers.id(connection, consumer);
    Set<Long> touched = new HashSet<>();
    int changed = 0;
    try (PreparedStatement update = connection.prepareStatement(database.sql(action.sql()))) {
      update.setArray(1, connection.createArrayOf("bigint", seqs.toArray()));
      update.setShort(2, id);
      try (ResultSet rows = update.executeQuery()) {
        while (rows.next()) {
          changed++;
          long lane = rows.getLong(1);
          if (!rows.wasNull()) {
            touched.add(lane);
          }
        }
      }
    }
    lanes.free(connection, id, touched);
    return changed;
  }

  private void bind(Connection connection, PreparedStatement query, InboxFilter filter)
      throws SQLException {
    query.setShort(1, consumers.id(connection, filter.consumer()));
    query.setString(2, filter.fault() == null ? null : filter.fault().name());
    query.setString(3, DbText.clean(filter.topic()));
    query.setString(4, DbText.clean(filter.type()));
  }

  /** As a literal, so that the index of dead letters serves. */
  private static String fits(@Nullable RecordState state) {
    return state == null ? "true" : "r.state = '" + state.name() + "'";
  }

  private static Map<String, String> details(InboxFilter filter, List<Long> seqs) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("records", Integer.toString(seqs.size()));
    details.put("first", Long.toString(seqs.get(0)));
    details.put("last", Long.toString(seqs.get(seqs.size() - 1)));
    if (filter.state() != null) {
      details.put("state", filter.state().name());
    }
    if (filter.fault() != null) {
      details.put("fault", filter.fault().name());
    }
    if (filter.topic() != null) {
      details.put("topic", filter.topic());
    }
    if (filter.type() != null) {
      details.put("type", filter.type());
    }
    return details;
  }
}
