package io.twinbox.spring.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.NoTransactionException;
import io.twinbox.NoTransactionException.Reason;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.spring.SpringOutbox;
import io.twinbox.spring.app.Account.Opened;
import jakarta.persistence.EntityManager;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.NestedTransactionNotSupportedException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What becomes of messages in JPA's transactions, however they came: by the outbox, from an entity,
 * as an event of the application.
 */
class JpaTransactionsIT {
  private static ConfigurableApplicationContext app;

  private final SpringOutbox outbox = app.getBean(SpringOutbox.class);
  private final JdbcClient sql = app.getBean(JdbcClient.class);
  private final EntityManager entities = app.getBean(EntityManager.class);
  private final JpaTransactionManager manager =
      (JpaTransactionManager) app.getBean(PlatformTransactionManager.class);

  @BeforeAll
  static void start() {
    app =
        new SpringApplication(Application.class)
            .run(
                "--spring.datasource.url="
                    + EmbeddedPostgres.shared(PostgresVersion.V18).createDatabase(),
                "--spring.jpa.hibernate.ddl-auto=create",
                "--twinbox.relay.enabled=false",
                "--twinbox.inbox.enabled=false",
                "--twinbox.schema.initialize=always");
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @BeforeEach
  void empty() {
    sql.sql("TRUNCATE twinbox.outbox, account").update();
  }

  @Test
  void aRollbackAppendsNothing() {
    tx().executeWithoutResult(
            status -> {
              change("a");
              entities.flush();
              change("b");
              status.setRollbackOnly();
            });
    assertThatThrownBy(
            () ->
                tx().executeWithoutResult(
                        status -> {
                          change("c");
                          throw new IllegalStateException("out of money");
                        }))
        .hasMessage("out of money");

    assertThat(told()).isEmpty();
    assertThat(accounts()).isEmpty();
  }

  @Test
  void anInnerTransactionKeepsItsMessagesToItself() {
    tx().executeWithoutResult(
            status -> {
              change("outer");
              tx(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                  .executeWithoutResult(inner -> change("inner"));
              change("outer too");
              status.setRollbackOnly();
            });

    assertThat(told()).containsExactlyElementsOf(toldOf("inner"));
    assertThat(accounts()).containsExactly("inner");
  }

  @Test
  void anInnerRollbackLeavesTheOuterOnesMessages() {
    tx().executeWithoutResult(
            status -> {
              change("outer");
              tx(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                  .executeWithoutResult(
                      inner -> {
                        change("inner");
                        entities.flush();
                        inner.setRollbackOnly();
                      });
            });

    assertThat(told()).containsExactlyElementsOf(toldOf("outer"));
    assertThat(accounts()).containsExactly("outer");
  }

  /** Hibernate has no savepoints in Spring: to allow them makes no difference. */
  @Test
  void aNestedTransactionIsRefusedByTheManager() {
    refuseNested();
    manager.setNestedTransactionAllowed(true);
    try {
      refuseNested();
    } finally {
      manager.setNestedTransactionAllowed(false);
    }

    assertThat(told()).containsExactlyElementsOf(toldOf("outer"));
  }

  private void refuseNested() {
    empty();
    tx().executeWithoutResult(
            status -> {
              change("outer");
              assertThatThrownBy(
                      () ->
                          tx(TransactionDefinition.PROPAGATION_NESTED)
                              .executeWithoutResult(inner -> change("nested")))
                  .isInstanceOf(NestedTransactionNotSupportedException.class);
            });
  }

  @Test
  void aReadOnlyTransactionIsRefusedAndAnEntityThatTellsInOneFailsItsCommit() {
    tx().executeWithoutResult(status -> entities.persist(new Account("a")));
    sql.sql("TRUNCATE twinbox.outbox").update();
    TransactionTemplate readOnly = tx();
    readOnly.setReadOnly(true);

    readOnly.executeWithoutResult(status -> assertThat(refusal()).isEqualTo(Reason.READ_ONLY));
    assertThatThrownBy(
            () -> readOnly.executeWithoutResult(status -> entities.find(Account.class, "a").tell()))
        .isInstanceOfSatisfying(
            NoTransactionException.class, e -> assertThat(e.reason()).isEqualTo(Reason.READ_ONLY));
    readOnly.executeWithoutResult(
        status -> assertThat(entities.find(Account.class, "a")).isNotNull());

    assertThat(told()).isEmpty();
  }

  @Test
  void withoutATransactionAnAppendIsRefused() {
    assertThat(refusal()).isEqualTo(Reason.NONE);
    assertThatThrownBy(() -> app.publishEvent(new Opened("a")))
        .isInstanceOf(NoTransactionException.class);
  }

  /** Changes the database, and tells of it in all three ways. */
  private void change(String account) {
    entities.persist(new Account(account));
    outbox.appendEvent(new Opened(account));
    app.publishEvent(new Opened(account));
  }

  private static List<String> toldOf(String account) {
    return List.of(account, account, account);
  }

  private Reason refusal() {
    try {
      outbox.appendEvent(new Opened("refused"));
    } catch (NoTransactionException e) {
      return e.reason();
    }
    throw new AssertionError("was taken");
  }

  private TransactionTemplate tx() {
    return new TransactionTemplate(manager);
  }

  private TransactionTemplate tx(int propagation) {
    TransactionTemplate template = tx();
    template.setPropagationBehavior(propagation);
    return template;
  }

  private List<String> told() {
    return sql.sql("SELECT key FROM twinbox.outbox ORDER BY seq").query(String.class).list();
  }

  private List<String> accounts() {
    return sql.sql("SELECT id FROM account ORDER BY id").query(String.class).list();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EntityScan(basePackageClasses = Account.class)
  static class Application {}
}
