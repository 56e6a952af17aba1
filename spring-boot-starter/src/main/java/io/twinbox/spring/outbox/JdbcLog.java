package io.twinbox.spring.outbox;

import io.twinbox.Message;
import io.twinbox.jdbc.JdbcOutbox;
import java.sql.Connection;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The log in the database, in transactions on its {@code DataSource}.
 *
 * @param dataSource what transactions are bound to
 * @param outbox writes
 */
record JdbcLog(DataSource dataSource, JdbcOutbox outbox) implements MessageLog {

  @Override
  public @Nullable Object begun() {
    Object resource = TransactionSynchronizationManager.getResource(dataSource);
    return resource instanceof ConnectionHolder holder ? holder : null;
  }

  @Override
  public List<Long> write(List<Message> messages) {
    Connection connection = DataSourceUtils.getConnection(dataSource);
    try {
      return outbox.appendNumbered(connection, messages);
    } finally {
      DataSourceUtils.releaseConnection(connection, dataSource);
    }
  }

  @Override
  public void committed(Handle handle) {
    handle.committed();
  }
}
