package io.twinbox.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.twinbox.jdbc.JdbcOutboxStore;
import io.twinbox.relay.RelayOptions;
import io.twinbox.spi.Lease;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.ReadLimits;
import io.twinbox.spi.Reading;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.Takeover;
import io.twinbox.spi.Window;
import java.sql.SQLException;
import java.time.Duration;

/**
 * What it costs to look at a log in which nothing is new, though other transactions have committed
 * since the last look. The relay must not be running.
 */
final class ClaimCost {
  private static final int WARM_UP = 3_000;
  private static final int LOOKS = 1_000;
  private static final double MICROS = 1e3;

  private ClaimCost() {}

  /** The median of {@value #LOOKS} looks, in microseconds. */
  static double medianMicros(String databaseUrl) throws SQLException {
    RelayId relay = new RelayId(RelayContender.NAME, "kafka");
    try (HikariDataSource pool = RelayContender.pool(databaseUrl, RelayContender.CONNECTIONS);
        OutboxStore store = JdbcOutboxStore.builder().dataSource(pool).build()) {
      Lease lease = store.seize(relay, "claim-cost", Duration.ofMinutes(1));
      Takeover takeover = store.takeOver(relay, lease);
      Series micros = looks(store, relay, takeover, databaseUrl);
      store.release(relay, lease);
      return micros.median();
    }
  }

  private static Series looks(OutboxStore store, RelayId relay, Takeover start, String databaseUrl)
      throws SQLException {
    RelayOptions options = RelayOptions.DEFAULT;
    ReadLimits limits =
        new ReadLimits(options.batchSize(), options.batchBytes(), options.batchSize() * 10L);
    Series micros = new Series();
    Window position = start.position();
    try (ForeignCommits others = new ForeignCommits(databaseUrl)) {
      for (int i = 0; i < WARM_UP + LOOKS; i++) {
        others.commit();
        long before = System.nanoTime();
        Reading reading =
            store.read(relay, start.head(), position, start.position().high(), limits);
        if (i >= WARM_UP) {
          micros.add((System.nanoTime() - before) / MICROS);
        }
        if (!reading.entries().isEmpty()) {
          throw new IllegalStateException("the log was not idle");
        }
        position = reading.window();
      }
    }
    return micros;
  }
}
