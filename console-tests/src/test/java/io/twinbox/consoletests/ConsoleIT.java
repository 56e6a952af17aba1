package io.twinbox.consoletests;

import static org.awaitility.Awaitility.await;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The console of a whole application, on a real PostgreSQL and a real Kafka: looked at in a real
 * browser, and its meters in a real Prometheus with the rules and dashboards of {@code monitoring}.
 */
class ConsoleIT {
  private static final int ORDERS = 300;
  private static ConfigurableApplicationContext app;
  private static EmbeddedKafka kafka;
  private static KafkaControl control;

  @BeforeAll
  static void startTheShop() throws IOException {
    Equipment.demand(Equipment.NODE, Equipment.NODE_MODULES, Equipment.CHROMIUM);
    kafka = EmbeddedKafka.builder().start();
    kafka.createTopic(ShopApplication.TOPIC, 4, Map.of());
    kafka.createTopic("small-records", 1, Map.of("max.message.bytes", "1000"));
    kafka.createTopic("tiny-records", 1, Map.of("max.message.bytes", "1000"));
    kafka.createTopic("replayed-events", 1, Map.of());
    control = new KafkaControl(kafka);
    String database = EmbeddedPostgres.shared(PostgresVersion.V18).createDatabase();
    app =
        new SpringApplication(ShopApplication.class)
            .run(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.application.name=shop",
                "--spring.datasource.url=" + database,
                "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--twinbox.schema.initialize=always",
                "--twinbox.observe.interval=1s",
                "--twinbox.relay.lease-time-to-live=3s",
                "--twinbox.inbox.consumers.payments.max-attempts=2",
                "--management.endpoints.web.exposure.include=health,prometheus");
    JdbcClient sql = app.getBean(JdbcClient.class);
    new Seed(sql).sow(ORDERS);
    await().until(() -> deadRecords(sql) == Seed.NASTY.size());
  }

  @AfterAll
  static void stopTheShop() {
    if (app != null) {
      app.close();
    }
    if (control != null) {
      control.close();
    }
    if (kafka != null) {
      kafka.close();
    }
  }

  @TestFactory
  List<DynamicTest> anOperatorSeesAndDoesEverything() {
    return NodeTests.run("console.test.mjs", environment());
  }

  @TestFactory
  List<DynamicTest> dashboardsAndAlertsAskForWhatIsThere() {
    Equipment.demand(Equipment.PROMETHEUS);
    return NodeTests.run("monitoring.test.mjs", environment());
  }

  private static Map<String, String> environment() {
    String port = app.getEnvironment().getProperty("local.server.port", "");
    return Map.of(
        "TWINBOX_SHOP",
        "http://localhost:" + port,
        "TWINBOX_PASSWORD",
        ShopApplication.PASSWORD,
        "TWINBOX_KAFKA",
        control.url());
  }

  private static long deadRecords(JdbcClient sql) {
    return sql.sql("SELECT count(*) FROM twinbox.inbox_record WHERE state = 'DEAD'")
        .query(Long.class)
        .single();
  }
}
