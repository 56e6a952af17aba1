package io.twinbox.spring.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.Message;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.spring.OutboxMessage;
import io.twinbox.spring.SpringOutbox;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionTemplate;

/** The outbox beside Hibernate, on a real PostgreSQL. */
class JpaApplicationIT {
  private static final int WRITERS = 8;
  private static final int CHANGES = 40;
  private static ConfigurableApplicationContext app;

  private final SpringOutbox outbox = app.getBean(SpringOutbox.class);
  private final JdbcClient sql = app.getBean(JdbcClient.class);
  private final EntityManager entities = app.getBean(EntityManager.class);
  private final TransactionTemplate tx =
      new TransactionTemplate(app.getBean(PlatformTransactionManager.class));

  @BeforeAll
  static void start() {
    app =
        new SpringApplication(Application.class)
            .run(
                "--spring.datasource.url="
                    + EmbeddedPostgres.shared(PostgresVersion.V18).createDatabase(),
                "--spring.jpa.hibernate.ddl-auto=create",
                "--spring.kafka.bootstrap-servers=localhost:1",
                "--spring.datasource.hikari.maximum-pool-size=12",
                "--twinbox.relay.enabled=false",
                "--twinbox.inbox.enabled=false",
                "--twinbox.schema.initialize=always");
    app.getBean(JdbcClient.class)
        .sql(
            """
            CREATE TABLE history (no bigint GENERATED ALWAYS AS IDENTITY, changed_by text);
            CREATE FUNCTION remember() RETURNS trigger LANGUAGE plpgsql AS
              'BEGIN INSERT INTO history (changed_by) VALUES (NEW.changed_by); RETURN NEW; END';
            CREATE TRIGGER remember AFTER UPDATE ON purchase
              FOR EACH ROW EXECUTE FUNCTION remember();
            """)
        .update();
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @BeforeEach
  void empty() {
    sql.sql("TRUNCATE twinbox.outbox, purchase, shipment, history").update();
    tx.executeWithoutResult(status -> entities.persist(new Purchase("p-1")));
    sql.sql("TRUNCATE twinbox.outbox").update();
  }

  @Test
  void theManagerIsTheOneOfJpa() {
    assertThat(tx.getTransactionManager()).isInstanceOf(JpaTransactionManager.class);
  }

  /** The row is changed, and with it locked, by the flush: after the append, but for us. */
  @Test
  void transactionsThatChangeTheSameRowAreInTheLogInTheOrderOfTheirChanges() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int name = writer;
        all.add(threads.submit(() -> changeOften(name)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }

    List<String> changes =
        sql.sql("SELECT changed_by FROM history ORDER BY no").query(String.class).list();
    assertThat(changes).hasSize(WRITERS * CHANGES);
    assertThat(payloads()).containsExactlyElementsOf(changes);
  }

  private void changeOften(int writer) {
    for (int change = 0; change < CHANGES; change++) {
      String by = writer + "/" + change;
      tx.executeWithoutResult(
          status -> {
            outbox.append(
                Message.builder().topic("purchases").key("p-1").type("Changed").text(by).build());
            entities.find(Purchase.class, "p-1").changedBy(by);
          });
    }
  }

  @Test
  void whatAnEntityHoldsIsAppendedWithTheTransactionInItsOrder() {
    tx.executeWithoutResult(
        status -> {
          Purchase purchase = entities.find(Purchase.class, "p-1");
          purchase.pay("a");
          entities.flush();
          purchase.pay("b");
          purchase.pay("c");
        });

    assertThat(notes()).containsExactly("a", "b", "c");
    assertThat(keys()).containsOnly("p-1");
  }

  @Test
  void anUnchangedEntityAndOneThatIsRemovedTellAsWell() {
    tx.executeWithoutResult(
        status -> {
          Purchase purchase = entities.find(Purchase.class, "p-1");
          purchase.tell("nothing has changed");
        });
    tx.executeWithoutResult(
        status -> {
          Purchase purchase = entities.find(Purchase.class, "p-1");
          purchase.tell("gone");
          entities.remove(purchase);
          entities.flush();
          entities.clear();
        });

    assertThat(notes()).containsExactly("nothing has changed", "gone");
  }

  @Test
  void aSessionThatFlushesByHandOnlyTellsAsWell() {
    tx.executeWithoutResult(
        status -> {
          entities.unwrap(Session.class).setHibernateFlushMode(FlushMode.MANUAL);
          entities.find(Purchase.class, "p-1").pay("by hand");
        });

    assertThat(notes()).containsExactly("by hand");
    assertThat(sql.sql("SELECT changed_by FROM purchase").query(String.class).single())
        .as("nobody asked for a flush")
        .isEqualTo("nobody");
  }

  @Test
  void afterARollbackTheEntityStillHoldsItsEvents() {
    Purchase detached =
        tx.execute(
            status -> {
              Purchase purchase = entities.find(Purchase.class, "p-1");
              purchase.pay("second time lucky");
              entities.flush();
              status.setRollbackOnly();
              return purchase;
            });
    assertThat(notes()).isEmpty();
    assertThat(detached.events()).hasSize(1);

    tx.executeWithoutResult(status -> entities.unwrap(Session.class).merge(detached));
    assertThat(notes()).as("a copy is managed, and a copy holds no events").isEmpty();
    tx.executeWithoutResult(status -> entities.find(Purchase.class, "p-1").takeOver(detached));
    assertThat(notes()).containsExactly("second time lucky");
  }

  @Test
  void afterACommitTheEntityHasForgottenThem() {
    Purchase purchase =
        tx.execute(
            status -> {
              Purchase found = entities.find(Purchase.class, "p-1");
              found.pay("once");
              return found;
            });

    assertThat(purchase.events()).isEmpty();
    assertThat(notes()).containsExactly("once");
  }

  @Test
  void whatTheFlushOfTheCommitCallsBackIsAppended() {
    Long id = tx.execute(status -> persisted("a").id());
    tx.executeWithoutResult(status -> entities.find(Shipment.class, id).sendTo("b"));
    tx.executeWithoutResult(status -> entities.remove(entities.find(Shipment.class, id)));

    assertThat(notes()).containsExactly("created a", "changed b", "removed b");
  }

  @Test
  void whatTheFlushCallsBackIsAppendedBesideOtherMessages() {
    Long id =
        tx.execute(
            status -> {
              outbox.appendEvent(new Paid("p-1", "by hand"));
              return persisted("a").id();
            });
    tx.executeWithoutResult(
        status -> {
          outbox.appendEvent(new Paid("p-1", "by hand again"));
          Shipment shipment = entities.find(Shipment.class, id);
          shipment.sendTo("b");
          entities.flush();
          entities.clear();
        });

    assertThat(notes()).containsExactly("by hand", "created a", "by hand again", "changed b");
  }

  private Shipment persisted(String destination) {
    Shipment shipment = new Shipment(destination);
    entities.persist(shipment);
    return shipment;
  }

  @Test
  void anEventThatOnlyComesWhenTheMessagesAreWrittenFailsTheCommitAndIsNotLost() {
    JpaTransactionManager manager = (JpaTransactionManager) tx.getTransactionManager();
    Collection<TransactionExecutionListener> before =
        List.copyOf(manager.getTransactionExecutionListeners());
    manager.addListener(
        new TransactionExecutionListener() {
          @Override
          public void beforeCommit(TransactionExecution transaction) {
            entities.find(Purchase.class, "p-1").pay("too late");
          }
        });
    try {
      assertThatThrownBy(() -> tx.executeWithoutResult(status -> persisted("a")))
          .hasStackTraceContaining("it would be lost");
    } finally {
      manager.setTransactionExecutionListeners(before);
    }

    assertThat(notes()).isEmpty();
    assertThat(sql.sql("SELECT changed_by FROM purchase").query(String.class).single())
        .isEqualTo("nobody");
  }

  @Test
  void aConstraintThatTheFlushFindsBrokenIsToldAsTheCommitWouldTellIt() {
    assertThatThrownBy(
            () -> tx.executeWithoutResult(status -> entities.persist(new Purchase("p-1"))))
        .isInstanceOf(DataIntegrityViolationException.class);
  }

  @Test
  void anEntityIsToldOnceToForgetAndNotAtAllIfNobodyDeclaresWhatItHolds() {
    List<Shipment> both =
        tx.execute(
            status -> {
              List<Shipment> shipments = List.of(persisted("a"), persisted("b"));
              entities.flush();
              for (int query = 0; query < 5; query++) {
                shipments.get(0).sendTo("a" + query);
                entities.createQuery("SELECT s FROM Shipment s").getResultList();
              }
              return shipments;
            });
    assertThat(both).extracting(Shipment::forgotten).containsExactly(1, 1);

    Shipment quiet =
        tx.execute(
            status -> {
              Shipment found = entities.find(Shipment.class, both.get(0).id());
              found.hold("nobody declared this");
              return found;
            });
    assertThat(quiet.forgotten()).isZero();
    assertThat(quiet.events()).hasSize(1);
  }

  @Test
  void anEventPublishedThroughSpringIsAppendedOnceAlsoIfTheEntityHoldsItToo() {
    ApplicationEventPublisher publisher = app;
    tx.executeWithoutResult(
        status -> {
          Paid paid = new Paid("p-1", "both ways");
          Purchase purchase = entities.find(Purchase.class, "p-1");
          purchase.hold(paid);
          publisher.publishEvent(paid);
          publisher.publishEvent("nobody declared this");
        });

    assertThat(notes()).containsExactly("both ways");
  }

  @Test
  void aDeclaredEventOutsideOfATransactionIsRefused() {
    assertThatThrownBy(() -> app.publishEvent(new Paid("p-1", "lost?")))
        .hasMessageContaining("No transaction runs");
  }

  private List<String> payloads() {
    return sql.sql("SELECT convert_from(payload, 'UTF8') FROM twinbox.outbox ORDER BY seq")
        .query(String.class)
        .list();
  }

  private List<String> notes() {
    return sql.sql(
            """
            SELECT convert_from(payload, 'UTF8')::jsonb ->> 'note' FROM twinbox.outbox
            ORDER BY seq
            """)
        .query(String.class)
        .list();
  }

  private List<String> keys() {
    return sql.sql("SELECT DISTINCT key FROM twinbox.outbox").query(String.class).list();
  }

  @OutboxMessage(topic = "purchases", key = "purchase")
  record Paid(String purchase, String note) {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @ImportAutoConfiguration(HibernateJpaAutoConfiguration.class)
  @EntityScan(basePackageClasses = JpaApplicationIT.class)
  static class Application {}
}
