package io.twinbox.spring.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.Message;
import io.twinbox.Topic;
import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.inbox.InboxContext;
import io.twinbox.json.JsonCodec;
import io.twinbox.spring.Appended;
import io.twinbox.spring.InboxHandler;
import io.twinbox.spring.SpringOutbox;
import io.twinbox.spring.inbox.InboxLifecycle;
import io.twinbox.spring.relay.RelayLifecycle;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** A whole application on a real PostgreSQL and a real Kafka. */
@ExtendWith(OutputCaptureExtension.class)
class SpringApplicationIT {
  private static final EmbeddedPostgres POSTGRES = EmbeddedPostgres.shared(PostgresVersion.V18);
  private static final EmbeddedKafka KAFKA = EmbeddedKafka.shared();

  @Test
  void whatAServiceAppendsIsHandledOnceWithinTheSameApplication() {
    String topic = "orders-" + UUID.randomUUID();
    KAFKA.createTopic(topic, 4, Map.of());
    try (ConfigurableApplicationContext app = start(topic)) {
      Orders orders = app.getBean(Orders.class);
      JdbcClient sql = app.getBean(JdbcClient.class);

      Appended handle = orders.place(topic, "o-1", 42);
      assertThat(handle.awaitPublished(Duration.ofSeconds(30))).isTrue();

      await()
          .untilAsserted(
              () ->
                  assertThat(
                          sql.sql("SELECT amount FROM payments WHERE id = 'o-1'")
                              .query(Long.class)
                              .list())
                      .containsExactly(42L));
      // What the handler appended went out with its transaction.
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          sql.sql("SELECT count(*) FROM twinbox.outbox WHERE type = 'Paid'")
                              .query(Long.class)
                              .single())
                      .isEqualTo(1));
      assertThat(app.getBean(InboxLifecycle.class).status()).containsOnlyKeys("payments");
      assertThat(app.getBean(RelayLifecycle.class).status()).isPresent();
    }
  }

  @Test
  void whatIsPromisedIsLoggedOnceTheApplicationIsReady(CapturedOutput output) {
    String topic = "orders-" + UUID.randomUUID();
    KAFKA.createTopic(topic, 1, Map.of());
    try (ConfigurableApplicationContext app = start(topic)) {
      assertThat(app.isRunning()).isTrue();
      await()
          .untilAsserted(
              () ->
                  assertThat(output.getAll())
                      .contains("Promises in force")
                      .contains("PostgreSQL 18")
                      .contains("relay shop: any number of nodes")
                      .contains("relay shop: Kafka at " + KAFKA.bootstrapServers())
                      .contains("consumer payments: topic " + topic));
    }
  }

  @Test
  void aContextThatIsStoppedAndStartedAgainGoesOn() {
    String topic = "orders-" + UUID.randomUUID();
    KAFKA.createTopic(topic, 1, Map.of());
    try (ConfigurableApplicationContext app = start(topic)) {
      app.stop();
      Appended handle = app.getBean(Orders.class).place(topic, "o-2", 7);
      assertThat(handle.awaitPublished(Duration.ofMillis(300))).isFalse();

      app.start();

      assertThat(handle.awaitPublished(Duration.ofSeconds(30))).isTrue();
    }
  }

  private static ConfigurableApplicationContext start(String topic) {
    SpringApplication application = new SpringApplication(Application.class);
    return application.run(
        "--spring.application.name=shop",
        "--spring.datasource.url=" + POSTGRES.createDatabase(),
        "--spring.kafka.bootstrap-servers=" + KAFKA.bootstrapServers(),
        "--twinbox.schema.initialize=always",
        "--orders.topic=" + topic);
  }

  record OrderPlaced(String id, long amount) {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {
    @Bean
    Orders orders(SpringOutbox outbox, JdbcClient sql) {
      sql.sql("CREATE TABLE orders (id text PRIMARY KEY)").update();
      sql.sql("CREATE TABLE payments (id text PRIMARY KEY, amount bigint)").update();
      return new Orders(outbox, sql);
    }

    @Bean
    Payments payments(SpringOutbox outbox, JdbcClient sql, Orders after) {
      return new Payments(outbox, sql);
    }
  }

  static class Orders {
    private final SpringOutbox outbox;
    private final JdbcClient sql;

    Orders(SpringOutbox outbox, JdbcClient sql) {
      this.outbox = outbox;
      this.sql = sql;
    }

    @Transactional
    public Appended place(String topic, String id, long amount) {
      sql.sql("INSERT INTO orders VALUES (?)").param(id).update();
      return outbox.append(
          Topic.of(OrderPlaced.class)
              .named(topic)
              .codec(JsonCodec.of(OrderPlaced.class))
              .keyedBy(OrderPlaced::id),
          new OrderPlaced(id, amount));
    }
  }

  static class Payments {
    private final SpringOutbox outbox;
    private final JdbcClient sql;

    Payments(SpringOutbox outbox, JdbcClient sql) {
      this.outbox = outbox;
      this.sql = sql;
    }

    @InboxHandler(consumer = "payments", topics = "${orders.topic}")
    public void on(OrderPlaced event, InboxContext context) {
      sql.sql("INSERT INTO payments VALUES (?, ?)").params(event.id(), event.amount()).update();
      outbox.append(Message.builder().topic(context.topic()).type("Paid").text(event.id()).build());
    }
  }
}
