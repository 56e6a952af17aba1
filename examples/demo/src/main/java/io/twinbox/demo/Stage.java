package io.twinbox.demo;

import com.zaxxer.hikari.HikariDataSource;
import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.jdbc.Schema;
import java.util.EnumMap;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;

/**
 * A real PostgreSQL with a database for each service and Twinbox's schema in both, and a real Kafka
 * with the topics of both, for one run. Not thread-safe.
 */
final class Stage implements AutoCloseable {
  private static final int PARTITIONS = 8;
  private static final int SPARE_CONNECTIONS = 4;

  private final EmbeddedPostgres postgres;
  private final EmbeddedKafka kafka;
  private final Map<ServiceName, HikariDataSource> pools = new EnumMap<>(ServiceName.class);
  private final Map<ServiceName, String> urls = new EnumMap<>(ServiceName.class);

  private Stage(EmbeddedPostgres postgres, EmbeddedKafka kafka) {
    this.postgres = postgres;
    this.kafka = kafka;
  }

  /** Starts both servers, which takes some seconds. If that fails, neither is left behind. */
  static Stage open(int writers) {
    EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
    try {
      EmbeddedKafka kafka = EmbeddedKafka.builder().start();
      Stage stage = new Stage(postgres, kafka);
      try {
        stage.furnish(ServiceName.ORDERS, writers + SPARE_CONNECTIONS);
        stage.furnish(ServiceName.PAYMENTS, SPARE_CONNECTIONS);
        return stage;
      } catch (RuntimeException e) {
        stage.closePools();
        kafka.close();
        throw e;
      }
    } catch (RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  private void furnish(ServiceName service, int connections) {
    kafka.createTopic(service.tells(), PARTITIONS, Map.of());
    String url = postgres.createDatabase(service.database());
    HikariDataSource pool = Pools.open(url, "demo", connections);
    urls.put(service, url);
    pools.put(service, pool);
    Schema.named(Schema.DEFAULT_NAME).install(pool);
  }

  /** The database of a service. */
  DataSource dataSource(ServiceName service) {
    return known(pools, service);
  }

  /** The database of a service, for another process. */
  String jdbcUrl(ServiceName service) {
    return known(urls, service);
  }

  private static <V> V known(Map<ServiceName, V> values, ServiceName service) {
    V value = values.get(service);
    if (value == null) {
      throw new IllegalStateException("not furnished: " + service);
    }
    return value;
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** Settings of any Kafka client. */
  Map<String, Object> client() {
    return kafka.clientProperties();
  }

  /** A new client for administration; the caller closes it. */
  Admin admin() {
    return kafka.admin();
  }

  void stopKafka() {
    kafka.stop();
  }

  void startKafka() {
    kafka.start();
  }

  private void closePools() {
    pools.values().forEach(HikariDataSource::close);
  }

  @Override
  public void close() {
    closePools();
    kafka.close();
    postgres.close();
  }
}
