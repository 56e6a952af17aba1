package io.twinbox.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spring.OutboxMessage;
import io.twinbox.spring.SpringOutbox;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** A slice with JDBC on the real database, and the outbox in it. */
@JdbcTest
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
@EmbeddedServices
@AutoConfigureTwinbox
@Transactional(propagation = Propagation.NOT_SUPPORTED)
class JdbcSliceIT {
  @Autowired SpringOutbox outbox;
  @Autowired OutboxProbe probe;
  @Autowired JdbcClient sql;
  @Autowired PlatformTransactionManager transactions;

  @Test
  void whatIsAppendedIsInTheDatabaseAndStaysThere() {
    new TransactionTemplate(transactions)
        .executeWithoutResult(status -> outbox.appendEvent(new Told("a")));

    assertThat(probe).appendedExactly(new Told("a"));
    assertThat(sql.sql("SELECT type FROM twinbox.outbox").query(String.class).list())
        .containsExactly("Told");
  }

  @OutboxMessage(topic = "orders")
  record Told(String text) {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}
}
