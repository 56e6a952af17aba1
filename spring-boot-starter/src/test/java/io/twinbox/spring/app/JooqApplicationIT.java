package io.twinbox.spring.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.Message;
import io.twinbox.NoTransactionException;
import io.twinbox.NoTransactionException.Reason;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.jdbc.Schema;
import io.twinbox.spring.SpringOutbox;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jooq.autoconfigure.SpringTransactionProvider;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The outbox in transactions that jOOQ begins, as Boot sets it up; the schema comes from Flyway
 * with the application's own.
 */
class JooqApplicationIT {
  private static ConfigurableApplicationContext app;
  private static String url;

  private final SpringOutbox outbox = app.getBean(SpringOutbox.class);
  private final DSLContext jooq = app.getBean(DSLContext.class);

  @BeforeAll
  static void start() {
    url = EmbeddedPostgres.shared(PostgresVersion.V18).createDatabase();
    app =
        new SpringApplication(Application.class)
            .run(
                "--spring.datasource.url=" + url,
                // JPA's manager, which would be chosen, knows no savepoints.
                "--spring.autoconfigure.exclude=" + HibernateJpaAutoConfiguration.class.getName(),
                "--spring.flyway.locations=classpath:db/shop,classpath:io/twinbox/jdbc/flyway",
                "--twinbox.schema.initialize=never",
                "--twinbox.relay.enabled=false",
                "--twinbox.inbox.enabled=false");
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @BeforeEach
  void forget() {
    jooq.deleteFrom(DSL.table("orders")).execute();
    jooq.truncate(DSL.table("twinbox.outbox")).execute();
  }

  @Test
  void theSchemaThatFlywayMadeIsWhatItShouldBe() {
    assertThat(Schema.named("twinbox").verify(app.getBean(DataSource.class)).healthy()).isTrue();
    assertThat(
            JdbcClient.create(app.getBean(DataSource.class))
                .sql("SELECT version FROM flyway_schema_history ORDER BY installed_rank")
                .query(String.class)
                .list())
        .containsExactly("0.1", "1");
  }

  @Test
  void itsTransactionsAreSprings() {
    assertThat(jooq.configuration().transactionProvider())
        .isInstanceOf(SpringTransactionProvider.class);
  }

  @Test
  void aCommitWritesTheChangeAndTheMessageAndNothingBefore() {
    jooq.transaction(
        tx -> {
          insert(tx.dsl(), "o-1");
          outbox.append(message("o-1"));
          assertThat(stored()).isEmpty();
        });

    assertThat(stored()).containsExactly("o-1");
    assertThat(orders()).containsExactly("o-1");
  }

  @Test
  void aRollbackAppendsNothing() {
    assertThatThrownBy(
            () ->
                jooq.transaction(
                    tx -> {
                      insert(tx.dsl(), "o-2");
                      outbox.append(message("o-2"));
                      throw new IllegalStateException("out of stock");
                    }))
        .hasStackTraceContaining("out of stock");

    assertThat(stored()).isEmpty();
    assertThat(orders()).isEmpty();
  }

  @Test
  void aNestedTransactionThatIsRolledBackTakesItsMessagesWithIt() {
    jooq.transaction(
        tx -> {
          insert(tx.dsl(), "first");
          outbox.append(message("first"));
          assertThatThrownBy(
                  () ->
                      tx.dsl()
                          .transaction(
                              nested -> {
                                insert(nested.dsl(), "taken back");
                                outbox.append(message("taken back"));
                                throw new IllegalStateException("out of stock");
                              }))
              .hasStackTraceContaining("out of stock");
          tx.dsl().transaction(nested -> outbox.append(message("kept")));
          outbox.append(message("last"));
        });

    assertThat(stored()).containsExactly("first", "kept", "last");
    assertThat(orders()).containsExactly("first");
  }

  @Test
  void anInnerTransactionKeepsItsMessagesAndTheOuterOneIts() {
    inner(false, true);
    assertThat(stored()).containsExactly("inner");
    assertThat(orders()).containsExactly("inner");

    forget();
    inner(true, false);
    assertThat(stored()).containsExactly("outer");
    assertThat(orders()).containsExactly("outer");
  }

  /** A transaction of jOOQ, and within it one of its own. */
  private void inner(boolean outerCommits, boolean innerCommits) {
    TransactionTemplate requiresNew =
        new TransactionTemplate(app.getBean(PlatformTransactionManager.class));
    requiresNew.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    try {
      jooq.transaction(
          tx -> {
            insert(tx.dsl(), "outer");
            outbox.append(message("outer"));
            requiresNew.executeWithoutResult(
                status -> {
                  insert(jooq, "inner");
                  outbox.append(message("inner"));
                  if (!innerCommits) {
                    status.setRollbackOnly();
                  }
                });
            if (!outerCommits) {
              throw new IllegalStateException("out of stock");
            }
          });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("out of stock");
    }
  }

  @Test
  void jooqWithinATransactionOfSpringTakesPartInIt() {
    new TransactionTemplate(app.getBean(PlatformTransactionManager.class))
        .executeWithoutResult(
            status -> {
              insert(jooq, "o-3");
              outbox.append(message("o-3"));
              status.setRollbackOnly();
            });

    assertThat(stored()).isEmpty();
    assertThat(orders()).isEmpty();
  }

  @Test
  void aReadOnlyTransactionAndNoneAreRefused() {
    TransactionTemplate readOnly =
        new TransactionTemplate(app.getBean(PlatformTransactionManager.class));
    readOnly.setReadOnly(true);
    readOnly.executeWithoutResult(
        status -> {
          assertThat(jooq.fetchCount(DSL.table("orders"))).isZero();
          assertThat(refusal()).isEqualTo(Reason.READ_ONLY);
        });

    assertThat(refusal()).isEqualTo(Reason.NONE);
    insert(jooq, "o-4"); // Commits by itself, so there is nothing to be part of.
    assertThat(refusal()).isEqualTo(Reason.NONE);
  }

  private Reason refusal() {
    try {
      outbox.append(message("refused"));
    } catch (NoTransactionException e) {
      return e.reason();
    }
    throw new AssertionError("was taken");
  }

  private static void insert(DSLContext dsl, String order) {
    dsl.insertInto(DSL.table("orders"), DSL.field("id")).values(order).execute();
  }

  private static List<String> orders() {
    return committed().sql("SELECT id FROM orders ORDER BY id").query(String.class).list();
  }

  private static List<String> stored() {
    return committed()
        .sql("SELECT convert_from(payload, 'UTF8') FROM twinbox.outbox ORDER BY seq")
        .query(String.class)
        .list();
  }

  /** Not through the transaction of the thread. */
  private static JdbcClient committed() {
    return JdbcClient.create(new DriverManagerDataSource(url));
  }

  private static Message message(String text) {
    return Message.builder().topic("orders").type("Placed").text(text).build();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}
}
