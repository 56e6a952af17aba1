package io.twinbox.benchmarks;

import io.twinbox.Message;
import io.twinbox.jdbc.JdbcOutbox;
import io.twinbox.spring.SpringOutbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Transactions that append one message and do nothing else, in three ways on the same pool. Not
 * thread-safe.
 */
final class SpringAppends implements AutoCloseable {
  private static final String TOPIC = "spring-append";

  private final ConfigurableApplicationContext context;
  private final DataSource dataSource;
  private final TransactionTemplate transactions;
  private final SpringOutbox inSpring;
  private final JdbcOutbox plain = JdbcOutbox.builder().build();

  /** Appends a message in a transaction of its own. */
  @FunctionalInterface
  interface Way {
    void append(Message message) throws SQLException;
  }

  private SpringAppends(ConfigurableApplicationContext context) {
    this.context = context;
    this.dataSource = context.getBean(DataSource.class);
    this.transactions = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    this.inSpring = context.getBean(SpringOutbox.class);
  }

  static SpringAppends start(List<String> properties) {
    SpringApplication application = new SpringApplication(Application.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    return new SpringAppends(application.run(properties.toArray(String[]::new)));
  }

  static Message message(Sample sample) {
    return Message.builder()
        .topic(TOPIC)
        .key(sample.key())
        .type(LogFill.TYPE)
        .payload(sample.payload())
        .build();
  }

  /** JDBC all through: begin, append and commit without Spring. */
  void byJdbc(Message message) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      plain.append(connection, message);
      connection.commit();
    }
  }

  /** The plain append, on the connection of Spring's transaction. */
  void plainInSpring(Message message) {
    transactions.executeWithoutResult(
        status -> {
          Connection connection = DataSourceUtils.getConnection(dataSource);
          plain.append(connection, message);
          DataSourceUtils.releaseConnection(connection, dataSource);
        });
  }

  /** What a user of the starter writes. */
  void bySpring(Message message) {
    transactions.executeWithoutResult(status -> inSpring.append(message));
  }

  @Override
  public void close() {
    context.close();
  }

  /** The application around the starter. */
  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}
}
