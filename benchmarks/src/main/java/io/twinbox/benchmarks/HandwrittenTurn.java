package io.twinbox.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The best loop people write by hand: lock a page, send all of it, wait for the acknowledgements,
 * delete it in one statement, commit.
 */
final class HandwrittenTurn implements SendingLoop.Turn {
  static final int PAGE = 1_000;

  private static final String SELECT =
      "SELECT "
          + StoredMessage.COLUMNS
          + " FROM "
          + LogTable.HANDWRITTEN.qualifiedName()
          + " ORDER BY seq LIMIT "
          + PAGE
          + " FOR UPDATE SKIP LOCKED";
  private static final String DELETE =
      "DELETE FROM " + LogTable.HANDWRITTEN.qualifiedName() + " WHERE seq = ANY (?)";

  @Override
  public int move(Connection connection, BareProducer producer) throws SQLException {
    List<Long> sent = send(connection, producer);
    if (!sent.isEmpty()) {
      producer.flush();
      delete(connection, sent);
    }
    connection.commit();
    return sent.size();
  }

  private static List<Long> send(Connection connection, BareProducer producer) throws SQLException {
    List<Long> sent = new ArrayList<>(PAGE);
    try (PreparedStatement select = connection.prepareStatement(SELECT);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        StoredMessage message = StoredMessage.of(rows);
        producer.send(message);
        sent.add(message.seq());
      }
    }
    return sent;
  }

  private static void delete(Connection connection, List<Long> sent) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
      delete.setArray(1, connection.createArrayOf("bigint", sent.toArray()));
      delete.executeUpdate();
    }
  }
}
