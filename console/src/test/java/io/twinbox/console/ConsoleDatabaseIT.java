package io.twinbox.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.Message;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.jdbc.JdbcOutbox;
import io.twinbox.jdbc.JdbcOutboxStore;
import io.twinbox.relay.Relay;
import io.twinbox.testing.FailingPublisher;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import tools.jackson.databind.JsonNode;

/** The console of an application, on its real database. */
class ConsoleDatabaseIT {
  private static final String API = "/twinbox/api/v1";
  private static final String DB = API + "/databases/default";
  private static final OpenApi DOCUMENT = OpenApi.load();
  private static final int TABS = 20;

  private static final CountingDataSource COUNTING = new CountingDataSource();
  private static final FailingPublisher PUBLISHER = new FailingPublisher();

  private static PGSimpleDataSource dataSource;
  private static ConfigurableApplicationContext app;
  private static Relay relay;
  private static Browser operator;

  @BeforeAll
  static void start() {
    dataSource = new PGSimpleDataSource();
    String url = EmbeddedPostgres.shared(PostgresVersion.V18).createDatabase();
    dataSource.setURL(url);
    app =
        new SpringApplication(Application.class)
            .run(
                "--server.port=0",
                "--spring.datasource.url=" + url,
                "--twinbox.schema.initialize=always",
                "--twinbox.relay.enabled=false");
    PUBLISHER.reject(entry -> "bad".equals(entry.topic()));
    relay =
        Relay.builder()
            .name("orders")
            .store(JdbcOutboxStore.builder().dataSource(dataSource).build())
            .publisher(PUBLISHER)
            .build();
    relay.start();
    int port = app.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    operator = Browser.of(port, "operator");
  }

  @AfterAll
  static void stop() {
    relay.close();
    app.close();
  }

  private static void append(String topic, String key, int count) throws SQLException {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(
          Message.builder().topic(topic).key(key).type("T").text(StubPorts.HOSTILE).build());
    }
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      JdbcOutbox.builder().build().append(connection, messages.toArray(Message[]::new));
      connection.commit();
    }
  }

  /** The answer, after it was held against the document. */
  private static JsonNode get(String path) {
    HttpResponse<String> response = operator.get(DB + path);
    assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(200);
    String documented = path.replaceAll("\\?.*", "").replaceAll("/[0-9]+", "/{seq}");
    DOCUMENT.check("GET", "/databases/{database}" + documented, 200, response.body());
    return Browser.json(response);
  }

  @Test
  void aDeadLetterIsFoundLookedAtAndRetriedAndTheAuditSaysSo() throws SQLException {
    append("good", "a", 3);
    append("bad", StubPorts.HOSTILE, 1);
    await()
        .untilAsserted(
            () -> assertThat(get("/outbox/counts").at("/DEAD/value").intValue()).isPositive());

    JsonNode dead = get("/outbox/entries?state=DEAD&topic=bad").at("/items/0");
    assertThat(dead.get("key").stringValue()).isEqualTo(StubPorts.HOSTILE);
    long seq = dead.get("seq").longValue();
    assertThat(get("/outbox/entries/" + seq).at("/item/state").stringValue()).isEqualTo("DEAD");
    assertThat(get("/outbox/entries/" + seq + "/payload").get("text").stringValue())
        .isEqualTo(StubPorts.HOSTILE);
    await().untilAsserted(() -> assertThat(get("/failures").get("groups")).isNotEmpty());
    await()
        .untilAsserted(
            () -> assertThat(get("/overview").at("/dead/outbox").longValue()).isPositive());

    PUBLISHER.heal();
    String retry = "{\"relay\":\"orders\",\"seqs\":[" + seq + "],\"reason\":\"mended\"}";
    assertThat(Browser.json(operator.post(DB + "/outbox/retry", retry)).get("changed").intValue())
        .isEqualTo(1);
    await()
        .untilAsserted(
            () ->
                assertThat(get("/outbox/entries/" + seq).at("/item/state").stringValue())
                    .isEqualTo("PUBLISHED"));
    JsonNode audit = get("/audit?action=retry").at("/items/0");
    assertThat(audit.get("actor").stringValue()).isEqualTo("operator");
    assertThat(audit.get("reason").stringValue()).isEqualTo("mended");
  }

  @Test
  void pagesHoldTogetherWhileEntriesCome() throws SQLException {
    append("paged", "k", 7);
    List<Long> seqs = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = get("/outbox/entries?topic=paged&limit=3" + cursor);
      page.get("items").forEach(item -> seqs.add(item.get("seq").longValue()));
      cursor = page.get("next").isNull() ? "" : "&cursor=" + page.get("next").stringValue();
      append("others", "k", 1);
    } while (!cursor.isEmpty());
    assertThat(seqs)
        .hasSize(7)
        .isSortedAccordingTo((a, b) -> Long.compare(b, a))
        .doesNotHaveDuplicates();
  }

  @Test
  void aReplayRunsInTheBackgroundAndIsDoneOnce() throws SQLException {
    append("again", "k", 5);
    await()
        .untilAsserted(
            () ->
                assertThat(get("/outbox/entries?topic=again&state=PUBLISHED").get("items"))
                    .hasSize(5));
    String replay =
        "{\"relay\":\"orders\",\"topic\":\"again\",\"toTopic\":\"elsewhere\",\"reason\":\"r\","
            + "\"confirm\":\"replay\"}";
    var request = operator.posting(DB + "/replays", replay);
    String job = Browser.json(operator.send(request)).get("id").stringValue();
    assertThat(Browser.json(operator.send(request)).get("id").stringValue()).isEqualTo(job);
    await()
        .untilAsserted(
            () ->
                assertThat(
                        Browser.json(operator.get(DB + "/jobs/" + job)).get("state").stringValue())
                    .isEqualTo("DONE"));
    await()
        .untilAsserted(
            () ->
                assertThat(
                        PUBLISHER.destination().arrived().stream()
                            .filter(entry -> entry.topic().equals("elsewhere")))
                    .hasSize(5));
  }

  @Test
  void twentyOpenTabsCostTheDatabaseAtMostTwentyStatementsASecond() {
    List<String> screens =
        List.of(
            "/outbox/counts",
            "/outbox/entries",
            "/inbox/consumers",
            "/failures",
            "/failures/lanes",
            "/waiting",
            "/nodes",
            "/audit",
            "/jobs",
            "/overview/history");
    AtomicLong answers = new AtomicLong();
    ScheduledExecutorService tabs = Executors.newScheduledThreadPool(TABS);
    for (int tab = 0; tab < TABS; tab++) {
      String screen = screens.get(tab % screens.size());
      var unused =
          tabs.scheduleAtFixedRate(
              () -> ask("/overview", answers), tab * 50L, 1_000, TimeUnit.MILLISECONDS);
      unused =
          tabs.scheduleAtFixedRate(
              () -> ask(screen, answers), tab * 70L, 2_000, TimeUnit.MILLISECONDS);
    }
    try {
      await().until(() -> answers.get() > 2L * TABS);
      long answered = answers.get();
      long before = COUNTING.statements();
      long begun = System.nanoTime();
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> assertThat(answers.get() - answered).isGreaterThan(6L * TABS));
      double seconds = (System.nanoTime() - begun) / 1e9;
      double perSecond = (COUNTING.statements() - before) / seconds;
      assertThat(perSecond).as("statements per second").isPositive().isLessThanOrEqualTo(20);
    } finally {
      tabs.shutdownNow();
    }
  }

  private static void ask(String path, AtomicLong answers) {
    if (operator.get(DB + path).statusCode() == 200) {
      answers.incrementAndGet();
    }
  }

  /** An application with the starter and the console. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {
    @Bean
    InMemoryUserDetailsManager users() {
      return new InMemoryUserDetailsManager(
          User.withUsername("operator")
              .password("{noop}secret")
              .authorities(ConsoleRole.OPERATOR.authority())
              .build());
    }

    @Bean
    ConsoleSecurityCustomizer basic() {
      return http -> http.httpBasic(Customizer.withDefaults());
    }

    @Bean
    static BeanPostProcessor counted() {
      return new BeanPostProcessor() {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
          return bean instanceof DataSource pool ? COUNTING.around(pool) : bean;
        }
      };
    }
  }
}
