package io.twinbox.spring.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.spring.database.TwinboxDatabase;
import io.twinbox.spring.inbox.InboxLifecycle;
import io.twinbox.spring.relay.RelayLifecycle;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** When the report of the start is made; the database is asked for it. */
class StartReportTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final GenericApplicationContext context = new GenericApplicationContext();
  private final StaticListableBeanFactory none = new StaticListableBeanFactory();
  private final StartReport report =
      new StartReport(
          new TwinboxDatabase(new Counting(), "twinbox"),
          new InThisProcess(
              none.getBeanProvider(RelayLifecycle.class),
              none.getBeanProvider(InboxLifecycle.class)),
          context);

  @Test
  void itIsMadeOnceAlsoIfAChildOfTheApplicationIsReadyLater() {
    report.onApplicationEvent(ready(new GenericApplicationContext(context)));
    report.onApplicationEvent(ready(context));
    await().until(() -> asked.get() > 0);
    report.onApplicationEvent(ready(new GenericApplicationContext(context)));

    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("twinbox-start-report")));
    assertThat(asked).hasValue(1);
  }

  private static ApplicationReadyEvent ready(GenericApplicationContext of) {
    return new ApplicationReadyEvent(
        new SpringApplication(), new String[0], of, Duration.ofSeconds(1));
  }

  private final class Counting extends AbstractDataSource {
    @Override
    public Connection getConnection() throws SQLException {
      asked.incrementAndGet();
      throw new SQLException("nobody there");
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      return getConnection();
    }
  }
}
