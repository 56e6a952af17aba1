package io.twinbox.spring.inbox;

import io.twinbox.spi.Transactions;
import java.sql.Connection;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The handlers' transactions are the application's: its manager begins and ends them. */
final class SpringTransactions implements Transactions {
  private final TransactionTemplate template;
  private final DataSource dataSource;

  SpringTransactions(PlatformTransactionManager manager, DataSource dataSource) {
    this.template = new TransactionTemplate(manager);
    this.template.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    this.template.setName("twinbox inbox");
    this.dataSource = dataSource;
  }

  @Override
  @SuppressWarnings("NullAway") // The work returns what the engine expects back, null or not.
  public <T> T run(Work<T> work) {
    return template.execute(status -> inTransaction(work));
  }

  private <T> T inTransaction(Work<T> work) {
    if (!TransactionSynchronizationManager.hasResource(dataSource)) {
      throw new IllegalStateException(
          "The transaction manager of the inbox does not manage the DataSource of the inbox: name"
              + " the right one with twinbox.inbox.transaction-manager");
    }
    Connection connection = DataSourceUtils.getConnection(dataSource);
    try {
      return work.in(connection);
    } finally {
      DataSourceUtils.releaseConnection(connection, dataSource);
    }
  }
}
