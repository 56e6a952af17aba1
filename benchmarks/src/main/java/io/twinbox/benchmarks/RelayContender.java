package io.twinbox.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.twinbox.jdbc.JdbcOutboxStore;
import io.twinbox.relay.Relay;
import io.twinbox.spi.MessagePublisher;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The product with its default options, on a pool as an application would give it. */
final class RelayContender implements Contender {
  /** One relay serves one channel of one database. */
  static final String NAME = "bench";

  private static final int CONNECTIONS = 4;

  private final HikariDataSource pool;
  private final StatementCount count;
  private final Supplier<MessagePublisher> publishers;
  private @Nullable Relay relay;

  RelayContender(String databaseUrl, StatementCount count, Supplier<MessagePublisher> publishers) {
    this.pool = pool(databaseUrl);
    this.count = count;
    this.publishers = publishers;
  }

  static HikariDataSource pool(String databaseUrl) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(databaseUrl);
    config.setMaximumPoolSize(CONNECTIONS);
    return new HikariDataSource(config);
  }

  @Override
  public void start() {
    if (relay != null) {
      throw new IllegalStateException("already started");
    }
    Relay started =
        Relay.builder()
            .name(NAME)
            .store(JdbcOutboxStore.builder().dataSource(count.counting(pool)).build())
            .publisher(publishers.get())
            .build();
    started.start();
    relay = started;
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
