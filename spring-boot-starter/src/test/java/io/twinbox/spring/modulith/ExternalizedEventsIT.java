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
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.modulith.events.EventExternalizationConfiguration;
import org.springframework.modulith.events.Externalized;
import org.springframework.modulith.events.RoutingTarget;
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

  @Test
  void whatIsMappedBringsItsOwnHeadersAndAWholeMessageItsTopicAndKeyToo() {
    start("outbox", Mapping.class);

    publish(false, new Placed("o-1", "c-1"), new Sent("b-1"));

    assertThat(stored())
        .extracting(row -> row.get("topic") + " " + row.get("key") + " " + row.get("type"))
        .containsExactly("order-events o-1 Told", "elsewhere k-b-1 String");
    assertThat(stored().get(0).get("headers")).isEqualTo("{\"told\": \"o-1\"}");
    assertThat(stored().get(0).get("payload")).isEqualTo("{\"text\":\"o-1\"}");
    assertThat(stored().get(1).get("headers")).isEqualTo("{\"by\": \"hand\"}");
    assertThat(stored().get(1).get("payload")).isEqualTo("\"b-1\"");
  }

  private void start(String mode, Class<?>... more) {
    app =
        new SpringApplicationBuilder(Application.class)
            .sources(more)
            .run(
                "--spring.datasource.url=" + url,
                "--spring.modulith.events.externalization.mode=" + mode,
                "--twinbox.schema.initialize=always",
                "--twinbox.relay.enabled=false",
                "--twinbox.tracing.enabled=false",
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
            SELECT topic, key, type, headers::text AS headers,
              convert_from(payload, 'UTF8') AS payload
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

  /** Mapped to a whole message. */
  record Sent(String id) {}

  /** What travels instead. */
  record Told(String text) {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}

  /** Not found by itself: for one test. */
  static class Mapping {
    @Bean
    EventExternalizationConfiguration mapping() {
      return EventExternalizationConfiguration.externalizing()
          .selectByType(type -> type == Placed.class || type == Sent.class)
          .mapping(Placed.class, placed -> new Told(placed.order()))
          .mapping(
              Sent.class,
              sent ->
                  MessageBuilder.withPayload(sent.id())
                      .setHeader("kafka_topic", "elsewhere")
                      .setHeader("kafka_messageKey", "k-" + sent.id())
                      .setHeader("by", "hand")
                      .build())
          .headers(Told.class, told -> Map.of("told", told.text()))
          .route(
              Placed.class,
              placed -> RoutingTarget.forTarget("order-events").andKey(placed.order()))
          .route(Sent.class, sent -> RoutingTarget.forTarget("parcels").andKey("none"))
          .build();
    }
  }
}
