package io.twinbox.spring.database;

import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * Where outbox and inbox are. A bean of its own, so that everything of Twinbox agrees on it.
 *
 * @param dataSource what Spring's transactions are bound to: never a proxy that joins them
 * @param schema name of the schema
 */
public record TwinboxDatabase(DataSource dataSource, String schema) {
  public TwinboxDatabase {
    Objects.requireNonNull(dataSource, "dataSource");
    Objects.requireNonNull(schema, "schema");
  }

  /** That of a bean, which may join transactions by itself. */
  static TwinboxDatabase of(DataSource bean, String schema) {
    DataSource target =
        bean instanceof TransactionAwareDataSourceProxy proxy ? proxy.getTargetDataSource() : bean;
    return new TwinboxDatabase(Objects.requireNonNull(target), schema);
  }
}
