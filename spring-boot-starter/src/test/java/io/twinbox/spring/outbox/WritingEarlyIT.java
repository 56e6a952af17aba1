package io.twinbox.spring.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.Limits;
import io.twinbox.Message;
import io.twinbox.NoTransactionException;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.jdbc.JdbcOutbox;
import io.twinbox.jdbc.JdbcOutboxAdmin;
import io.twinbox.jdbc.Schema;
import io.twinbox.spring.Appended;
import io.twinbox.spring.SpringOutbox;
import io.twinbox.spring.topics.DeclaredTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** Messages that are written before the commit, and who waits for them, on a real PostgreSQL. */
class WritingEarlyIT {
  private final String url = EmbeddedPostgres.shared(PostgresVersion.V18).createDatabase();
  private final DriverManagerDataSource dataSource = new DriverManagerDataSource(url);
  private final AtomicInteger flushes = new AtomicInteger();
  private final PublicationWatch watch =
      new PublicationWatch(JdbcOutboxAdmin.of(dataSource)::entries);
  private final PendingMessages pendings =
      new PendingMessages(
          new JdbcLog(dataSource, JdbcOutbox.builder().build()),
          flushes::incrementAndGet,
          List::of,
          List::of,
          watch,
          () -> {});
  private final SpringOutbox outbox =
      new TransactionOutbox(Limits.DEFAULT, DeclaredTopics.byAnnotation(), pendings, List::of);
  private final TransactionTemplate tx = new TransactionTemplate(listening());

  @BeforeEach
  void install() {
    Schema.named("twinbox").install(dataSource);
  }

  @AfterEach
  void close() {
    watch.close();
  }

  @Test
  void whatIsWrittenBeforeTheCommitHasItsPlaceAndIsWrittenOnce() {
    List<Appended> handles = new ArrayList<>();

    tx.executeWithoutResult(
        status -> {
          handles.add(outbox.append(message("a")));
          assertThat(handles.get(0).seq()).isEmpty();
          outbox.write();
          assertThat(flushes).as("JPA comes first").hasValue(1);
          assertThat(handles.get(0).seq()).isPresent();
          outbox.write();
          handles.add(outbox.append(message("b")));
          assertThat(stored()).as("nothing before the commit").isEmpty();
        });

    assertThat(stored())
        .containsExactly(
            handles.get(0).seq().orElseThrow() + " a", handles.get(1).seq().orElseThrow() + " b");
  }

  @Test
  void whatASavepointTakesOutOfTheLogIsWrittenAgainAndWhatItHadAppendedIsNot() {
    List<Appended> handles = new ArrayList<>();

    tx.executeWithoutResult(
        status -> {
          handles.add(outbox.append(message("written before")));
          outbox.write();
          handles.add(outbox.append(message("appended before, written since")));
          Object savepoint = status.createSavepoint();
          outbox.append(message("taken back"));
          outbox.write();
          status.rollbackToSavepoint(savepoint);
          assertThat(handles.get(0).seq()).isPresent();
          assertThat(handles.get(1).seq()).isEmpty();
        });

    assertThat(stored())
        .containsExactly(
            handles.get(0).seq().orElseThrow() + " written before",
            handles.get(1).seq().orElseThrow() + " appended before, written since");
  }

  @Test
  void aRollbackTakesBackWhatWasWritten() {
    tx.executeWithoutResult(
        status -> {
          outbox.append(message("a"));
          outbox.write();
          status.setRollbackOnly();
        });

    assertThat(stored()).isEmpty();
  }

  @Test
  void toWriteWithoutATransactionIsRefused() {
    assertThatThrownBy(outbox::write).isInstanceOf(NoTransactionException.class);
  }

  @Test
  void whoHasWaitedInVainIsNotAskedForAnyMore() {
    Appended awaited = tx.execute(status -> outbox.append(message("a")));
    Appended observed = tx.execute(status -> outbox.append(message("b")));
    var unused = observed.published();

    assertThat(awaited.awaitPublished(Duration.ofMillis(20))).isFalse();
    assertThat(observed.awaitPublished(Duration.ofMillis(20))).isFalse();

    assertThat(watch.lookedAfter()).as("whose stage somebody holds").isEqualTo(1);
  }

  private DataSourceTransactionManager listening() {
    StaticListableBeanFactory beans = new StaticListableBeanFactory();
    beans.addBean("pendings", pendings);
    return (DataSourceTransactionManager)
        new ListeningToManagers(beans.getBeanProvider(PendingMessages.class))
            .postProcessAfterInitialization(
                new DataSourceTransactionManager(dataSource), "manager");
  }

  /** Not through the transaction of the thread: only what is committed counts. */
  private List<String> stored() {
    return JdbcClient.create(new DriverManagerDataSource(url))
        .sql("SELECT seq || ' ' || convert_from(payload, 'UTF8') FROM twinbox.outbox ORDER BY seq")
        .query(String.class)
        .list();
  }

  private static Message message(String text) {
    return Message.builder().topic("orders").type("Placed").text(text).build();
  }
}
