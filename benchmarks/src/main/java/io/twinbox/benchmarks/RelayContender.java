package io.twinbox.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.twinbox.jdbc.JdbcOutboxStore;
import io.twinbox.relay.Relay;
import io.twinbox.spi.MessagePublisher;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The product with its default options, on a pool as an application would give it. */
final class RelayContender implements Contender {
  /** One relay serves one channel of one database. */
  static final String NAME = "bench";

  static final int CONNECTIONS = 4;

  private final HikariDataSource pool;
  private final DataSource database;
  private final Supplier<MessagePublisher> publishers;
  private @Nullable Relay relay;

  /**
   * Makes a relay to be started and stopped.
   *
   * @param wrapper put around the pool
   * @param publishers gives each start its own publisher
   */
  RelayContender(
      String databaseUrl,
      UnaryOperator<DataSource> wrapper,
      Supplier<MessagePublisher> publishers) {
    this.pool = pool(databaseUrl, CONNECTIONS);
    this.database = wrapper.apply(pool);
    this.publishers = publishers;
  }

  static HikariDataSource pool(String databaseUrl, int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(databaseUrl);
    config.setMaximumPoolSize(connections);
    return new HikariDataSource(config);
  }

  @Override
  public void start(String topic) {
    if (relay != null) {
      throw new IllegalStateException("already started");
    }
    Relay started =
        Relay.builder()
            .name(NAME)
            .store(JdbcOutboxStore.builder().dataSource(database).build())
            .publisher(publishers.get())
            .build();
    started.start();
    relay = started;
  }

  @Override
  public long moved() {
    Relay running = relay;
    return running == null ? 0 : running.status().published();
  }

  @Override
  public void stop() {
    Relay running = relay;
    if (running != null) {
      running.close();
      relay = null;
    }
  }

  @Override
  public void close() {
    stop();
    pool.close();
  }
}
