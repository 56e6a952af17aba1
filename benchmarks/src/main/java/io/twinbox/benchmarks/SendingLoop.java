package io.twinbox.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A loop from a table to Kafka, over one connection and one producer. */
final class SendingLoop implements LoopContender.Loop {

  /** One turn of the loop. */
  interface Turn {
    /** Moves a page of messages; returns how many, 0 when none waits. */
    int move(Connection connection, BareProducer producer) throws SQLException;
  }

  private final Connection connection;
  private final BareProducer producer;
  private final Turn turn;

  /**
   * @param lingerMs how long the producer's batches wait for company, in milliseconds
   */
  SendingLoop(DataSource database, String bootstrapServers, int lingerMs, Turn turn)
      throws SQLException {
    this.connection = database.getConnection();
    this.producer = new BareProducer(bootstrapServers, lingerMs);
    this.turn = turn;
    connection.setAutoCommit(false);
  }

  @Override
  public int turn() throws SQLException {
    return turn.move(connection, producer);
  }

  @Override
  public void close() throws SQLException {
    try (connection;
        producer) {
      producer.flush();
    }
  }
}
