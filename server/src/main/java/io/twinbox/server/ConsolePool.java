package io.twinbox.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.springframework.core.env.Environment;

/** The console's own few connections: whatever it asks, the relay has its own. */
final class ConsolePool {
  private static final int MOST = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private ConsolePool() {}

  /**
   * A pool that is made whether or not the database answers.
   *
   * @throws IllegalArgumentException if the database has no URL
   */
  static HikariDataSource of(String name, Environment settings) {
    String url = settings.getProperty("spring.datasource.url");
    if (url == null || url.isEmpty()) {
      throw new IllegalArgumentException(
          "twinbox.server.databases." + name + ".datasource.url is missing");
    }
    HikariConfig config = new HikariConfig();
    config.setPoolName("twinbox-console-" + name);
    config.setJdbcUrl(url);
    config.setUsername(either(settings, "username"));
    config.setPassword(either(settings, "password"));
    config.setMaximumPoolSize(MOST);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(PATIENCE.toMillis());
    config.setInitializationFailTimeout(-1);
    config.addDataSourceProperty("ApplicationName", "twinbox-console");
    return new HikariDataSource(config);
  }

  /** A role of the console's own, or the relay's. */
  private static @org.jspecify.annotations.Nullable String either(
      Environment settings, String what) {
    boolean own = settings.containsProperty("twinbox.server.console.username");
    return settings.getProperty((own ? "twinbox.server.console." : "spring.datasource.") + what);
  }
}
