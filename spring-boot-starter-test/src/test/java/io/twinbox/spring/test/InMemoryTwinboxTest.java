package io.twinbox.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.NoTransactionException;
import io.twinbox.spring.OutboxMessage;
import io.twinbox.spring.SpringOutbox;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.transaction.annotation.Transactional;

/** A slice of an application, without a database. */
@SpringJUnitConfig
@InMemoryTwinbox
@Import(InMemoryTwinboxTest.Orders.class)
class InMemoryTwinboxTest {
  @Autowired Orders orders;
  @Autowired OutboxProbe outbox;
  @Autowired SpringOutbox plain;

  @Test
  void eventsAppendedAndEventsPublishedThroughSpringAreSeenOnce() {
    orders.place("o-1");

    assertThat(outbox).appendedInOneTransaction(new OrderPlaced("o-1"), new OrderTold("o-1"));
    assertThat(outbox.messages()).extracting("topic", "key").first().asString().contains("o-1");
  }

  @RepeatedTest(2)
  void eachTestBeginsWithNothing() {
    assertThat(outbox).appendedNothing();
    orders.place("o-4");
  }

  @Test
  void aRollbackIsForgotten() {
    assertThatThrownBy(() -> orders.fail("o-2")).hasMessage("out of stock");

    assertThat(outbox).appendedNothing();
  }

  @Test
  void withoutATransactionItIsRefused() {
    assertThatThrownBy(() -> plain.appendEvent(new OrderPlaced("o-3")))
        .isInstanceOf(NoTransactionException.class);
  }

  @OutboxMessage(topic = "orders", key = "order")
  record OrderPlaced(String order) {}

  @OutboxMessage(topic = "orders", key = "order")
  record OrderTold(String order) {}

  static class Orders {
    private final SpringOutbox outbox;
    private final ApplicationEventPublisher events;

    Orders(SpringOutbox outbox, ApplicationEventPublisher events) {
      this.outbox = outbox;
      this.events = events;
    }

    @Transactional
    public void place(String order) {
      outbox.appendEvent(new OrderPlaced(order));
      OrderTold told = new OrderTold(order);
      events.publishEvent(told);
      events.publishEvent(told);
    }

    @Transactional
    public void fail(String order) {
      outbox.appendEvent(new OrderPlaced(order));
      throw new IllegalStateException("out of stock");
    }
  }
}
