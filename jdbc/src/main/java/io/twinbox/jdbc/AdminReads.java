package io.twinbox.jdbc;

import io.twinbox.admin.SearchTooSlowException;
import io.twinbox.spi.StoreException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Runs what operators look at: read-only, and for a limited time. Thread-safe. */
final class AdminReads {
  private static final String CANCELLED = "57014";

  private final Database database;
  private final String settings;

  /**
   * @param longest time of one statement
   */
  AdminReads(Database database, Duration longest) {
    this.database = database;
    this.settings =
        """
        SET TRANSACTION READ ONLY;
        SET LOCAL jit = off;
        SET LOCAL statement_timeout = %d
        """
            .formatted(longest.toMillis());
  }

  /** One read-only transaction. */
  <T> T read(String doing, Database.Work<T> work) {
    try {
      return database.transact(
          doing,
          connection -> {
            try (Statement statement = connection.createStatement()) {
              statement.execute(settings);
            }
            return work.run(connection);
          });
    } catch (StoreException e) {
      if (e.getCause() instanceof SQLException sql && CANCELLED.equals(sql.getSQLState())) {
        throw new SearchTooSlowException(doing + " took too long: ask for less", e);
      }
      throw e;
    }
  }
}
