package io.twinbox.spring.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.AppendException;
import io.twinbox.InvalidMessageException;
import io.twinbox.Limits;
import io.twinbox.Message;
import io.twinbox.NoTransactionException;
import io.twinbox.NoTransactionException.Reason;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.jdbc.JdbcOutbox;
import io.twinbox.jdbc.JdbcOutboxAdmin;
import io.twinbox.jdbc.Schema;
import io.twinbox.spring.Appended;
import io.twinbox.spring.NotPublishedException;
import io.twinbox.spring.OutboxMessage;
import io.twinbox.spring.SpringOutbox;
import io.twinbox.spring.topics.DeclaredTopics;
import io.twinbox.spring.topics.TwinboxTopicsAutoConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What becomes of messages in Spring's transactions, on a real PostgreSQL. */
class TransactionOutboxIT {
  private final EmbeddedPostgres postgres = EmbeddedPostgres.shared(PostgresVersion.V18);
  private final AtomicInteger wakes = new AtomicInteger();
  private final List<Append> told = new ArrayList<>();
  private DataSource dataSource;
  private DataSourceTransactionManager manager;
  private PublicationWatch watch;
  private SpringOutbox outbox;
  private EventSink events;
  private JdbcClient sql;

  @BeforeEach
  void install() {
    dataSource = new DriverManagerDataSource(postgres.createDatabase());
    Schema.named("twinbox").install(dataSource);
    watch = new PublicationWatch(JdbcOutboxAdmin.of(dataSource)::entries);
    PendingMessages pendings =
        new PendingMessages(
            new JdbcLog(dataSource, JdbcOutbox.builder().build()),
            Flush.NONE,
            List::of,
            () -> List.of(told::addAll),
            watch,
            wakes::incrementAndGet);
    DeclaredTopics topics =
        new AnnotationConfigApplicationContext(TwinboxTopicsAutoConfiguration.class)
            .getBean(DeclaredTopics.class);
    outbox = new TransactionOutbox(Limits.DEFAULT, topics, pendings, List::of);
    events = new TransactionEvents(pendings, topics, outbox);
    manager = listening(new DataSourceTransactionManager(dataSource), pendings);
    sql = JdbcClient.create(dataSource);
  }

  @AfterEach
  void close() {
    watch.close();
  }

  @Test
  void aCommitWritesTheMessagesInTheirOrderAndWakesTheRelay() {
    tx().executeWithoutResult(
            status -> {
              outbox.append(message("a"));
              outbox.append(List.of(message("b"), message("c")));
              assertThat(stored()).as("nothing before the commit").isEmpty();
            });

    assertThat(stored()).containsExactly("a", "b", "c");
    assertThat(told).extracting(append -> append.message().topic()).hasSize(3);
    assertThat(wakes).hasValue(1);
  }

  @Test
  void aRollbackAppendsNothing() {
    List<Appended> handles = new ArrayList<>();

    tx().executeWithoutResult(
            status -> {
              handles.add(outbox.append(message("a")));
              status.setRollbackOnly();
            });

    assertThat(stored()).isEmpty();
    assertThat(told).isEmpty();
    assertThat(wakes).hasValue(0);
    assertThatThrownBy(() -> handles.get(0).awaitPublished(Duration.ofSeconds(1)))
        .isInstanceOfSatisfying(
            NotPublishedException.class,
            e -> assertThat(e.reason()).isEqualTo(NotPublishedException.Reason.ROLLED_BACK));
  }

  @Test
  void anInnerTransactionKeepsItsMessagesToItself() {
    tx().executeWithoutResult(
            status -> {
              outbox.append(message("outer, rolled back"));
              tx(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                  .executeWithoutResult(inner -> outbox.append(message("inner")));
              outbox.append(message("outer, rolled back too"));
              status.setRollbackOnly();
            });

    assertThat(stored()).containsExactly("inner");
  }

  @Test
  void anInnerRollbackLeavesTheOuterOnesMessages() {
    tx().executeWithoutResult(
            status -> {
              outbox.append(message("first"));
              tx(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                  .executeWithoutResult(
                      inner -> {
                        outbox.append(message("inner, rolled back"));
                        inner.setRollbackOnly();
                      });
              outbox.append(message("last"));
            });

    assertThat(stored()).containsExactly("first", "last");
  }

  @Test
  void aSavepointThatIsRolledBackTakesItsMessagesWithIt() {
    tx().executeWithoutResult(
            status -> {
              outbox.append(message("first"));
              nested("kept", false);
              nested("taken back", true);
              Object savepoint = status.createSavepoint();
              outbox.append(message("taken back as well"));
              status.rollbackToSavepoint(savepoint);
              outbox.append(message("last"));
            });

    assertThat(stored()).containsExactly("first", "kept", "last");
  }

  @Test
  void anEventWhoseSavepointIsRolledBackCanBeToldAgainAndIsNotForgottenMeanwhile() {
    Told event = new Told("once");
    List<String> forgotten = new ArrayList<>();

    tx().executeWithoutResult(
            status -> {
              Object savepoint = status.createSavepoint();
              events.take(event);
              events.afterCommit(forgotten, () -> forgotten.add("too early"));
              status.rollbackToSavepoint(savepoint);
              events.take(event);
              events.take(event);
              events.afterCommit(forgotten, () -> forgotten.add("once"));
            });

    assertThat(stored()).containsExactly("{\"text\":\"once\"}");
    assertThat(forgotten).containsExactly("once");
  }

  private void nested(String text, boolean rollback) {
    tx(TransactionDefinition.PROPAGATION_NESTED)
        .executeWithoutResult(
            status -> {
              outbox.append(message(text));
              if (rollback) {
                status.setRollbackOnly();
              }
            });
  }

  @Test
  void whatASynchronizationAppendsRightBeforeTheCommitIsPartOfIt() {
    tx().executeWithoutResult(
            status ->
                TransactionSynchronizationManager.registerSynchronization(
                    new TransactionSynchronization() {
                      @Override
                      public void beforeCommit(boolean readOnly) {
                        outbox.append(message("late"));
                      }

                      @Override
                      public void beforeCompletion() {
                        outbox.append(message("later"));
                      }
                    }));

    assertThat(stored()).containsExactly("late", "later");
  }

  @Test
  void whatIsAppendedAfterTheCommitIsRefusedAndNotLostInSilence() {
    List<Throwable> refusals = new ArrayList<>();

    tx().executeWithoutResult(
            status ->
                TransactionSynchronizationManager.registerSynchronization(
                    new TransactionSynchronization() {
                      @Override
                      public void afterCommit() {
                        try {
                          outbox.append(message("too late"));
                        } catch (RuntimeException e) {
                          refusals.add(e);
                        }
                      }
                    }));

    assertThat(refusals).hasSize(1);
    assertThat(reason(refusals.get(0))).isEqualTo(Reason.ENDING);
    assertThat(stored()).isEmpty();
  }

  @Test
  void withoutATransactionAnAppendIsRefused() {
    assertThatThrownBy(() -> outbox.append(message("a")))
        .satisfies(e -> assertThat(reason(e)).isEqualTo(Reason.NONE))
        .hasMessageContaining("@Transactional");
  }

  @Test
  void aReadOnlyTransactionIsRefused() {
    DefaultTransactionDefinition readOnly = new DefaultTransactionDefinition();
    readOnly.setReadOnly(true);

    new TransactionTemplate(manager, readOnly)
        .executeWithoutResult(
            status ->
                assertThatThrownBy(() -> outbox.append(message("a")))
                    .satisfies(e -> assertThat(reason(e)).isEqualTo(Reason.READ_ONLY)));
  }

  @Test
  void aTransactionOfAnotherDatabaseIsRefused() {
    DataSource other = new DriverManagerDataSource(postgres.createDatabase());

    new TransactionTemplate(new DataSourceTransactionManager(other))
        .executeWithoutResult(
            status ->
                assertThatThrownBy(() -> outbox.append(message("a")))
                    .satisfies(e -> assertThat(reason(e)).isEqualTo(Reason.OTHER_DATA_SOURCE)));
  }

  @Test
  void aTransactionOfAnotherDatabaseWithinIsNotTheOneThatWritesOurMessages() {
    DataSource other = new DriverManagerDataSource(postgres.createDatabase());
    DataSourceTransactionManager second = new DataSourceTransactionManager(other);
    manager.getTransactionExecutionListeners().forEach(second::addListener);

    tx().executeWithoutResult(
            status -> {
              outbox.append(message("ours"));
              new TransactionTemplate(second).executeWithoutResult(inner -> {});
              assertThat(stored()).isEmpty();
              outbox.append(message("ours as well"));
            });

    assertThat(stored()).containsExactly("ours", "ours as well");
  }

  @Test
  void anIllegalMessageIsRefusedAtTheCallAndTheOthersStay() {
    tx().executeWithoutResult(
            status -> {
              outbox.append(message("good"));
              byte[] large = new byte[1_000_000];
              Message tooLarge = Message.builder().topic("orders").type("T").payload(large).build();
              assertThatThrownBy(() -> outbox.append(Arrays.asList(message("b"), tooLarge)))
                  .isInstanceOf(InvalidMessageException.class);
              assertThatThrownBy(() -> outbox.append(Arrays.asList(message("c"), null)))
                  .isInstanceOf(InvalidMessageException.class)
                  .hasMessageContaining("messages[1]");
            });

    assertThat(stored()).containsExactly("good");
  }

  @Test
  void whenTheDatabaseRefusesTheMessagesTheBusinessIsRolledBack() {
    sql.sql("CREATE TABLE business (id int)").update();
    sql.sql("DROP TABLE twinbox.outbox CASCADE").update();

    assertThatThrownBy(
            () ->
                tx().executeWithoutResult(
                        status -> {
                          sql.sql("INSERT INTO business VALUES (1)").update();
                          outbox.append(message("a"));
                        }))
        .isInstanceOf(AppendException.class);

    assertThat(sql.sql("SELECT count(*) FROM business").query(Integer.class).single()).isZero();
    assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
  }

  @Test
  void nothingStaysBoundToTheThread() {
    tx().executeWithoutResult(status -> outbox.append(message("a")));
    tx().executeWithoutResult(status -> {});

    assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
  }

  @Test
  void toWaitInsideTheTransactionIsRefused() {
    tx().executeWithoutResult(
            status -> {
              Appended handle = outbox.append(message("a"));
              assertThatThrownBy(() -> handle.awaitPublished(Duration.ofMinutes(1)))
                  .isInstanceOf(IllegalStateException.class);
            });
  }

  @Test
  void whoWaitsLearnsFromTheDatabaseWhatARelayElsewhereHasPublished() {
    Appended handle = tx().execute(status -> outbox.append(message("a")));
    assertThat(handle.awaitPublished(Duration.ofMillis(200))).isFalse();

    sql.sql(
            """
            INSERT INTO twinbox.relay (name, channel) VALUES ('elsewhere', 'kafka')
            """)
        .update();
    sql.sql(
            """
            INSERT INTO twinbox.parked
              (relay, seq, lane, state, attempts, ended_at, xid, id, channel, topic, type,
               content_type, headers, occurred_at)
            SELECT 'elsewhere', seq, topic, 'PUBLISHED', 1, now(), xid, id, channel, topic, type,
                   content_type, headers, occurred_at
            FROM twinbox.outbox
            """)
        .update();

    assertThat(handle.awaitPublished(Duration.ofSeconds(10))).isTrue();
    assertThat(handle.published().toCompletableFuture()).isCompletedWithValue(handle.id());
  }

  private static DataSourceTransactionManager listening(
      DataSourceTransactionManager manager, PendingMessages pendings) {
    StaticListableBeanFactory beans = new StaticListableBeanFactory();
    beans.addBean("pendings", pendings);
    ObjectProvider<PendingMessages> provider = beans.getBeanProvider(PendingMessages.class);
    return (DataSourceTransactionManager)
        new ListeningToManagers(provider).postProcessAfterInitialization(manager, "manager");
  }

  private TransactionTemplate tx() {
    return new TransactionTemplate(manager);
  }

  private TransactionTemplate tx(int propagation) {
    TransactionTemplate template = tx();
    template.setPropagationBehavior(propagation);
    return template;
  }

  private List<String> stored() {
    // Not through the transaction of the thread: only what is committed counts.
    String url = ((DriverManagerDataSource) dataSource).getUrl();
    return JdbcClient.create(new DriverManagerDataSource(url))
        .sql("SELECT convert_from(payload, 'UTF8') FROM twinbox.outbox ORDER BY seq")
        .query(String.class)
        .list();
  }

  private static Message message(String text) {
    return Message.builder().topic("orders").type("Placed").text(text).build();
  }

  @OutboxMessage(topic = "orders")
  record Told(String text) {}

  private static Reason reason(Throwable e) {
    return ((NoTransactionException) e).reason();
  }
}
