package io.twinbox.spring.test;

import io.twinbox.spring.Appended;
import io.twinbox.spring.InboxHandler;
import io.twinbox.spring.OutboxMessage;
import io.twinbox.spring.SpringOutbox;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** A user's application. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(
    excludeName = { // For the test of a slice: this application has no JPA.
      "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
      "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration"
    })
class Shop {

  @OutboxMessage(topic = "order-events", key = "order")
  record OrderPlaced(String order, long amount) {}

  @OutboxMessage(topic = "order-events", key = "order", type = "order.cancelled")
  record OrderCancelled(String order) {}

  @Bean
  Orders orders(SpringOutbox outbox) {
    return new Orders(outbox);
  }

  @Bean
  Payments payments(JdbcClient sql) {
    sql.sql("CREATE TABLE payments (id text, amount bigint)").update();
    return new Payments(sql);
  }

  static class Orders {
    private final SpringOutbox outbox;

    Orders(SpringOutbox outbox) {
      this.outbox = outbox;
    }

    @Transactional
    public Appended place(String order, long amount) {
      return outbox.appendEvent(new OrderPlaced(order, amount));
    }

    @Transactional
    public void placeTwo(String order) {
      outbox.appendEvent(new OrderPlaced(order, 1));
      outbox.appendEvent(new OrderPlaced(order, 2));
    }

    @Transactional
    public void fail(String order) {
      outbox.appendEvent(new OrderPlaced(order, 0));
      throw new IllegalStateException("out of stock");
    }
  }

  static class Payments {
    private final JdbcClient sql;

    Payments(JdbcClient sql) {
      this.sql = sql;
    }

    @InboxHandler(consumer = "payments", topics = "order-events")
    void on(OrderPlaced event) {
      sql.sql("INSERT INTO payments VALUES (?, ?)").params(event.order(), event.amount()).update();
    }

    @InboxHandler(consumer = "payments", topics = "order-events", types = "order.cancelled")
    void on(OrderCancelled event) {
      sql.sql("INSERT INTO payments VALUES (?, -1)").params(event.order()).update();
    }
  }
}
