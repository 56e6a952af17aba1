package io.twinbox.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.postgresql.PGConnection;

/**
 * In which isolation a session's transactions run unless they say otherwise. Ours are written for
 * READ COMMITTED, each statement with a snapshot of its own; in a stricter one they fail, and take
 * part in the conflicts of those who chose it for theirs.
 *
 * <p>Asked once per session, which costs a round trip; whoever changes it for a while puts it back,
 * as pools do. Thread-safe.
 */
final class Isolation {
  private final Map<Object, Boolean> known = Collections.synchronizedMap(new WeakHashMap<>());

  /** Whether nothing need be said. */
  boolean isReadCommitted(Connection connection) throws SQLException {
    Object session =
        connection.isWrapperFor(PGConnection.class)
            ? connection.unwrap(PGConnection.class)
            : connection;
    Boolean is = known.get(session);
    if (is == null) {
      is = connection.getTransactionIsolation() == Connection.TRANSACTION_READ_COMMITTED;
      known.put(session, is);
    }
    return is;
  }

  /**
   * Says it for the transaction that begins. Not for the session: behind a pooler it may be another
   * one's the next moment.
   */
  static void readCommitted(Connection tx) throws SQLException {
    try (Statement statement = tx.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
    }
  }
}
