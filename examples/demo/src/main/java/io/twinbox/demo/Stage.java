package io.twinbox.demo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.jdbc.Schema;
import java.util.Map;
import javax.sql.DataSource;

/**
 * A real PostgreSQL with Twinbox's schema, and a real Kafka with the topic of the shop, for one
 * run. Not thread-safe.
 */
final class Stage implements AutoCloseable {
  private static final int PARTITIONS = 8;
  private static final int SPARE_CONNECTIONS = 4;

  private final EmbeddedPostgres postgres;
  private final EmbeddedKafka kafka;
  private final HikariDataSource dataSource;

  private Stage(EmbeddedPostgres postgres, EmbeddedKafka kafka, HikariDataSource dataSource) {
    this.postgres = postgres;
    this.kafka = kafka;
    this.dataSource = dataSource;
  }

  /** Starts both servers, which takes some seconds. If that fails, neither is left behind. */
  static Stage open(int writers) {
    EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
    try {
      EmbeddedKafka kafka = EmbeddedKafka.builder().start();
      try {
        kafka.createTopic(Shop.TOPIC, PARTITIONS, Map.of());
        HikariDataSource dataSource = pool(postgres.url(), writers + SPARE_CONNECTIONS);
        Schema.named(Schema.DEFAULT_NAME).install(dataSource);
        return new Stage(postgres, kafka, dataSource);
      } catch (RuntimeException e) {
        kafka.close();
        throw e;
      }
    } catch (RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  private static HikariDataSource pool(String url, int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(connections);
    return new HikariDataSource(config);
  }

  DataSource dataSource() {
    return dataSource;
  }

  String jdbcUrl() {
    return postgres.url();
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** Settings of any Kafka client. */
  Map<String, Object> client() {
    return kafka.clientProperties();
  }

  void stopKafka() {
    kafka.stop();
  }

  void startKafka() {
    kafka.start();
  }

  @Override
  public void close() {
    dataSource.close();
    kafka.close();
    postgres.close();
  }
}
