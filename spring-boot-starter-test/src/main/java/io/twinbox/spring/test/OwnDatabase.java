package io.twinbox.spring.test;

import io.twinbox.spring.database.TwinboxDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Lets Twinbox work on the test's database only. A {@code DataSource} that the application makes
 * itself does not ask for connection details: the test would install its schema in whatever
 * database is configured, and publish that one's messages into a Kafka that is thrown away.
 *
 * @param url of the test's database
 */
record OwnDatabase(String url) implements BeanPostProcessor {

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (bean instanceof TwinboxDatabase database) {
      String found = urlOf(database.dataSource());
      if (!place(found).equals(place(url))) {
        throw new IllegalStateException(
            "The DataSource of outbox and inbox leads to "
                + place(found)
                + " and not to the test's own database. A DataSource that is made by hand must be"
                + " made from the bean JdbcConnectionDetails, or be left out in tests");
      }
    }
    return bean;
  }

  private static String urlOf(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection()) {
      return connection.getMetaData().getURL();
    } catch (SQLException e) {
      throw new IllegalStateException(
          "The DataSource of outbox and inbox does not lead to the test's own database", e);
    }
  }

  /** Without parameters: a password may be among them. */
  private static String place(String url) {
    int parameters = url.indexOf('?');
    return parameters < 0 ? url : url.substring(0, parameters);
  }
}
