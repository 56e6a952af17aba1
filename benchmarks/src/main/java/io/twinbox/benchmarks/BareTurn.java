package io.twinbox.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The bare limit: pages by seq, sent without waiting, nothing written down. It would lose late
 * commits and remembers nothing after a crash; nothing that remembers can be much faster.
 */
final class BareTurn implements SendingLoop.Turn {
  static final int PAGE = 5_000;

  private static final String SELECT =
      "SELECT "
          + StoredMessage.COLUMNS
          + " FROM "
          + LogTable.BARE.qualifiedName()
          + " WHERE seq > ? ORDER BY seq LIMIT "
          + PAGE;

  private long position;
  private @Nullable Connection prepared;
  private @Nullable PreparedStatement select;

  @Override
  public int move(Connection connection, BareProducer producer) throws SQLException {
    PreparedStatement page = select(connection);
    page.setLong(1, position);
    int moved = 0;
    try (ResultSet rows = page.executeQuery()) {
      while (rows.next()) {
        StoredMessage message = StoredMessage.of(rows);
        producer.send(message);
        position = message.seq();
        moved++;
      }
    }
    connection.commit();
    if (moved == 0) {
      producer.flush(); // a tail must not wait for company that will not come
    }
    return moved;
  }

  private PreparedStatement select(Connection connection) throws SQLException {
    PreparedStatement known = select;
    if (known == null || connection != prepared) {
      known = connection.prepareStatement(SELECT);
      select = known;
      prepared = connection;
    }
    return known;
  }
}
