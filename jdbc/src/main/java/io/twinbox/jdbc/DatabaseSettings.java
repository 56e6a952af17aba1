package io.twinbox.jdbc;

import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What the builders of both stores are told about their database. Not thread-safe. */
final class DatabaseSettings {
  /** Longest silence of the server within one call. */
  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(8);

  private @Nullable DataSource dataSource;
  private String schema = Schema.DEFAULT_NAME;
  private Duration timeout = DEFAULT_TIMEOUT;

  void dataSource(DataSource value) {
    this.dataSource = Objects.requireNonNull(value, "dataSource");
  }

  void schema(String value) {
    this.schema = Objects.requireNonNull(value, "schema");
  }

  void timeout(Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("timeout must be positive: " + value);
    }
    this.timeout = value;
  }

  /** The database as set; opens nothing yet. */
  Database database() {
    DataSource given =
        Objects.requireNonNull(dataSource, "dataSource is missing: builder.dataSource(…)");
    return new Database(given, new SchemaName(schema), timeout);
  }
}
