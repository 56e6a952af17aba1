package io.twinbox.demo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** Opens pools of database connections. */
final class Pools {
  private Pools() {}

  /**
   * A pool that the caller closes.
   *
   * @param sessions by this name the database knows its sessions
   * @param connections at most
   */
  static HikariDataSource open(String jdbcUrl, String sessions, int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(jdbcUrl);
    config.setMaximumPoolSize(connections);
    config.addDataSourceProperty("ApplicationName", sessions);
    return new HikariDataSource(config);
  }
}
