package io.twinbox.spring.modulith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.NoTransactionException;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.spring.OutboxMessage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.modulith.events.Externalized;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Events that Spring Modulith is told to externalize, in its outbox mode. */
class ExternalizedEventsIT {
  private final String url = EmbeddedPostgres.shared(PostgresVersion.V18).createDatabase();
  private ConfigurableApplicationContext app;

  @AfterEach
  void close() {
    app.close();
  }

  @Test
  void inOutboxModeTheyAreAppendedByTheTransactionThatPublishesThem() {
    start("outbox");
    Both both = new Both("b-1");

    publish(false, new Placed("o-1", "c-1"), both, both, "of no interest");
    publish(true, new Placed("o-2", "c-2"));

    assertThat(stored())
        .extracting(row -> row.get("topic") + " " + row.get("key") + " " + row.get("type"))
        .containsExactly("order-events c-1 Placed", "both null Both");
    assertThat(stored().get(0).get("payload"))
        .isEqualTo("{\"order\":\"o-1\",\"customer\":\"c-1\"}");
    assertThatThrownBy(() -> app.publishEvent(new Placed("o-3", "c-3")))
        .isInstanceOf(NoTransactionException.class);
  }

  @Test
  void withoutThatModeTheyAreModulithsBusiness() {
    start("module-listener");

    publish(false, new Placed("o-1", "c-1"));

    assertThat(stored()).isEmpty();
  }

  private void start(String mode) {
    app =
        new SpringApplication(Application.class)
            .run(
                "--spring.datasource.url=" + url,
                "--spring.modulith.events.externalization.mode=" + mode,
                "--twinbox.schema.initialize=always",
                "--twinbox.relay.enabled=false",
                "--twinbox.inbox.enabled=false");
  }

  private void publish(boolean rollback, Object... events) {
    new TransactionTemplate(app.getBean(PlatformTransactionManager.class))
        .executeWithoutResult(
            status -> {
              List.of(events).forEach(app::publishEvent);
              if (rollback) {
                status.setRollbackOnly();
              }
            });
  }

  private List<Map<String, Object>> stored() {
    return app.getBean(JdbcClient.class)
        .sql(
            """
            SELECT topic, key, type, convert_from(payload, 'UTF8') AS payload
            FROM twinbox.outbox ORDER BY seq
            """)
        .query()
        .listOfRows();
  }

  @Externalized("order-events::#{customer()}")
  record Placed(String order, String customer) {}

  /** Declared twice over, and yet one message. */
  @OutboxMessage(topic = "both")
  @Externalized("both")
  record Both(String id) {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}
}
