package io.twinbox.spring.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.twinbox.Message;
import io.twinbox.admin.InboxAdmin;
import io.twinbox.admin.InboxFilter;
import io.twinbox.admin.InboxItem;
import io.twinbox.admin.RelayReport;
import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.spring.InboxHandler;
import io.twinbox.spring.SpringOutbox;
import io.twinbox.spring.observe.TwinboxEndpoint.Action;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What an operator sees of a real application. */
class ObserveIT {
  private static final EmbeddedKafka KAFKA = EmbeddedKafka.shared();

  private final String topic = "orders-" + UUID.randomUUID();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private ConfigurableApplicationContext app;

  @BeforeEach
  void start() {
    KAFKA.createTopic(topic, 1, Map.of());
    app =
        new SpringApplication(Application.class)
            .run(
                "--spring.application.name=shop",
                "--spring.datasource.url="
                    + EmbeddedPostgres.shared(PostgresVersion.V18).createDatabase(),
                "--spring.kafka.bootstrap-servers=" + KAFKA.bootstrapServers(),
                "--twinbox.schema.initialize=always",
                "--twinbox.observe.interval=100ms",
                "--twinbox.observe.max-lag=1s",
                "--twinbox.observe.max-topics=1",
                "--twinbox.inbox.consumers.payments.not-worth-retrying="
                    + IllegalStateException.class.getName(),
                "--orders.topic=" + topic);
    app.getBeansOfType(MeterBinder.class).values().forEach(binder -> binder.bindTo(meters));
  }

  @AfterEach
  void stop() {
    app.close();
  }

  @Test
  void whatWasPublishedAndHandledIsCounted() {
    append(topic, 3);

    await().untilAsserted(() -> assertThat(handled("handled")).isEqualTo(3));
    assertThat(published(topic, "published")).isEqualTo(3);
    assertThat(meters.get("twinbox.outbox.lag").tag("topic", topic).timer().count()).isEqualTo(3);
    await().untilAsserted(() -> assertThat(gauge("twinbox.outbox.pending")).isZero());
    assertThat(gauge("twinbox.relay.leader")).isEqualTo(1);
    assertThat(health(RelayHealth.class).getStatus()).isEqualTo(Status.UP);
    assertThat(app.getBean(InboxHealth.class).health().getDetails()).containsKey("payments");
  }

  @Test
  void whatIsParkedShowsAndTopicsAboveTheLimitAreCountedTogether() {
    append(topic, 1);
    await().untilAsserted(() -> assertThat(published(topic, "published")).isEqualTo(1));

    append("missing-" + topic, 1);

    await().untilAsserted(() -> assertThat(gauge("twinbox.outbox.parked")).isEqualTo(1));
    await().untilAsserted(() -> assertThat(published("other", "parked")).isPositive());
    assertThat(health(RelayHealth.class).getDetails()).containsEntry("parked", 1L);
  }

  @Test
  void aPausedRelayIsToldWithWhatWaitsAndTooMuchLagIsOutOfService() {
    TwinboxEndpoint endpoint = app.getBean(TwinboxEndpoint.class);
    // Its owner must be known before it can be paused.
    await().untilAsserted(() -> assertThat(gauge("twinbox.relay.leader")).isEqualTo(1));
    assertThat(endpoint.act(Action.PAUSE, "shop", null, null, "ana", "why not").changed()).isTrue();
    assertThat(endpoint.act(Action.PAUSE, "shop", null, null, "ana", null).changed()).isFalse();
    await()
        .untilAsserted(
            () ->
                assertThat(health(RelayHealth.class).getDetails().get("state"))
                    .hasToString("PAUSED"));

    append(topic, 2);

    await()
        .untilAsserted(
            () ->
                assertThat(health(RelayHealth.class).getStatus()).isEqualTo(Status.OUT_OF_SERVICE));
    assertThat(gauge("twinbox.outbox.pending")).isEqualTo(2);
    assertThat(gauge("twinbox.outbox.oldest.age")).isGreaterThan(1);
    assertThat(endpoint.overview().relays())
        .singleElement()
        .satisfies(relay -> assertThat(relay.paused()).isTrue())
        .extracting(RelayReport::backlog)
        .isEqualTo(2L);
    assertThat(endpoint.overview().relayPromises()).isNotEmpty();

    endpoint.act(Action.RESUME, "shop", null, null, "ana", null);
    await().untilAsserted(() -> assertThat(handled("handled")).isEqualTo(2));
    List<String> audit =
        app.getBean(JdbcClient.class)
            .sql("SELECT actor || ' ' || action FROM twinbox.audit ORDER BY id")
            .query(String.class)
            .list();
    assertThat(audit).containsExactly("ana pause", "ana resume");
  }

  @Test
  void aDeadLetterOfAConsumerIsRetriedAndDiscardedByTheEndpoint() {
    TwinboxEndpoint endpoint = app.getBean(TwinboxEndpoint.class);
    append(topic, 1, "bad");
    await().untilAsserted(() -> assertThat(dead()).hasSize(1));
    long seq = dead().get(0).seq();

    assertThat(endpoint.act(Action.RETRY, null, "payments", seq, "ana", "mended").changed())
        .isTrue();
    await().untilAsserted(() -> assertThat(handled("dead")).isEqualTo(2));
    assertThat(endpoint.act(Action.DISCARD, null, "payments", seq, "ana", null).changed()).isTrue();

    assertThat(dead()).isEmpty();
    for (ThrowingCallable nonsense :
        List.<ThrowingCallable>of(
            () -> endpoint.act(Action.PAUSE, null, "payments", null, "ana", null),
            () -> endpoint.act(Action.RETRY, null, "payments", null, "ana", null),
            () -> endpoint.act(Action.RETRY, "shop", "payments", seq, "ana", null),
            () -> endpoint.act(Action.RETRY, null, null, seq, "ana", null))) {
      assertThatThrownBy(nonsense).isInstanceOf(InvalidEndpointRequestException.class);
    }
  }

  private List<InboxItem> dead() {
    return app.getBean(InboxAdmin.class).list(InboxFilter.deadLetters("payments"), 0, 10);
  }

  private void append(String to, int count) {
    append(to, count, "x");
  }

  private void append(String to, int count, String text) {
    SpringOutbox outbox = app.getBean(SpringOutbox.class);
    new TransactionTemplate(app.getBean(PlatformTransactionManager.class))
        .executeWithoutResult(
            status -> {
              for (int i = 0; i < count; i++) {
                outbox.append(Message.builder().topic(to).type("Text").text(text).build());
              }
            });
  }

  private Health health(Class<RelayHealth> type) {
    return app.getBean(type).health();
  }

  private double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  private double published(String to, String outcome) {
    // A topic has its meters from its first entry on.
    Counter counter =
        meters.find("twinbox.outbox.published").tags("topic", to, "outcome", outcome).counter();
    return counter == null ? 0 : counter.count();
  }

  private double handled(String outcome) {
    return meters
        .get("twinbox.inbox.handled")
        .tag("consumer", "payments")
        .tag("outcome", outcome)
        .functionCounter()
        .count();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {
    @Bean
    Payments payments() {
      return new Payments();
    }
  }

  static class Payments {
    @InboxHandler(consumer = "payments", topics = "${orders.topic}")
    public void on(byte[] anything) {
      if (new String(anything, UTF_8).equals("bad")) {
        throw new IllegalStateException("bad");
      }
    }
  }
}
