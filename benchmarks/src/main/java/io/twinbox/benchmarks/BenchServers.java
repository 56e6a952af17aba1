package io.twinbox.benchmarks;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * The PostgreSQL and the Kafka of one run, each a process of its own. Commits are flushed to disk
 * ({@code fsync} and {@code synchronous_commit} are on, as PostgreSQL has them by default).
 */
final class BenchServers implements AutoCloseable {
  private static final int KAFKA_HEAP_MEBIBYTES = 1024;

  private final EmbeddedPostgres postgres;
  private final EmbeddedKafka kafka;

  private BenchServers(EmbeddedPostgres postgres, EmbeddedKafka kafka) {
    this.postgres = postgres;
    this.kafka = kafka;
  }

  static BenchServers start(Progress progress) {
    progress.say("starting PostgreSQL and Kafka");
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .set("fsync", "on")
            .set("synchronous_commit", "on")
            .set("shared_buffers", "1GB")
            .set("max_wal_size", "4GB") // no checkpoint of its own in the middle of a round
            .set("checkpoint_timeout", "30min")
            .start();
    try {
      return new BenchServers(
          postgres, EmbeddedKafka.builder().heapMebibytes(KAFKA_HEAP_MEBIBYTES).start());
    } catch (RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  /** A new database with the tables of all contenders in it; returns its URL. */
  String createDatabase() throws SQLException {
    String url = postgres.createDatabase();
    for (LogTable table : LogTable.values()) {
      table.create(url);
    }
    return url;
  }

  /** Flushes everything, so that no round pays for what was written before it. */
  void checkpoint() throws SQLException {
    execute(postgres.url(), "CHECKPOINT");
  }

  /** Processor time used so far by a contender and the servers. */
  CpuTimes cpu(ContenderProcess contender) {
    return new CpuTimes(contender.cpu(), CpuTimes.of(postgres.pid()), CpuTimes.of(kafka.pid()));
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  void createTopic(String topic, int partitions) {
    kafka.createTopic(topic, partitions, Map.of());
  }

  void deleteTopic(String topic) {
    kafka.deleteTopic(topic);
  }

  static void execute(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static long count(String url, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() {
    try (postgres) {
      kafka.close();
    }
  }
}
