package io.twinbox.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.spring.HoldsEvents;
import io.twinbox.spring.OutboxMessage;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Transient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.transaction.TestTransaction;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** A slice with JPA on a database that is none of ours, and the outbox in memory. */
@DataJpaTest(properties = "spring.jpa.hibernate.ddl-auto=create-drop")
@InMemoryTwinbox
class JpaSliceIT {
  @Autowired EntityManager entities;
  @Autowired OutboxProbe outbox;
  @Autowired PlatformTransactionManager transactions;

  @Test
  @Transactional(propagation = Propagation.NOT_SUPPORTED)
  void whatAnEntityHoldsIsAppendedByTheCommitAlsoIfNobodyFlushes() {
    tx().executeWithoutResult(status -> entities.persist(new Parcel("p-1")));
    tx().executeWithoutResult(status -> entities.find(Parcel.class, "p-1").tell("moved"));
    tx().executeWithoutResult(
            status -> {
              entities.find(Parcel.class, "p-1").tell("lost");
              status.setRollbackOnly();
            });

    assertThat(outbox)
        .appendedExactly(new Told("p-1", "stored"), new Told("p-1", "moved"))
        .published(Told.class);
  }

  @Test
  void inTheTransactionOfTheTestAnAssertionIsRefusedUntilItEnds() {
    entities.persist(new Parcel("p-2"));
    assertThatThrownBy(() -> assertThat(outbox).appendedNothing())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("TestTransaction.end()");

    TestTransaction.flagForCommit();
    TestTransaction.end();

    assertThat(outbox).appendedExactly(new Told("p-2", "stored"));
  }

  private TransactionTemplate tx() {
    return new TransactionTemplate(transactions);
  }

  @OutboxMessage(topic = "parcels", key = "parcel")
  record Told(String parcel, String what) {}

  /** Tells of itself when it is stored, which is when the commit flushes. */
  @Entity(name = "parcel")
  static class Parcel implements HoldsEvents {
    @Id private String id;
    @Transient private final List<Object> events = new ArrayList<>();

    protected Parcel() {}

    Parcel(String id) {
      this.id = id;
    }

    @PostPersist
    void stored() {
      tell("stored");
    }

    void tell(String what) {
      events.add(new Told(id, what));
    }

    @Override
    public Collection<?> events() {
      return events;
    }

    @Override
    public void eventsAppended() {
      events.clear();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}
}
