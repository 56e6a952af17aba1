package io.twinbox.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** The server as its users have it: one file, two databases, Kafka, a browser, a scraper. */
class ServerIT {
  private static final String PASSWORD = "correct horse battery";
  private static final EmbeddedKafka KAFKA = EmbeddedKafka.shared();
  private static final String ORDERS = "orders-" + UUID.randomUUID();
  private static final String BILLS = "bills-" + UUID.randomUUID();

  @TempDir private static Path folder;

  private static final KeyPair ISSUER = keys();
  private static String shop;
  private static String billing;
  private static Path config;
  private static ConfigurableApplicationContext server;
  private static int port;

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeAll
  static void start() throws IOException {
    KAFKA.createTopic(ORDERS, 2, Map.of());
    KAFKA.createTopic(BILLS, 2, Map.of());
    EmbeddedPostgres postgres = EmbeddedPostgres.shared(PostgresVersion.V18);
    shop = postgres.createDatabase();
    billing = postgres.createDatabase();
    Path key = folder.resolve("issuer.pem");
    Files.writeString(
        key,
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(ISSUER.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----\n");
    config = folder.resolve("twinbox.yaml");
    Files.writeString(
        config,
        """
        server:
          port: 0
        spring:
          kafka:
            bootstrap-servers: %s
          security:
            oauth2:
              resourceserver:
                jwt:
                  public-key-location: %s
        twinbox:
          console:
            roles:
              operator: ROLE_TWINBOX_OPERATOR,ops
          server:
            users:
              - {name: ana, password: "%s", roles: [operator]}
              - {name: guest, password: "%s", roles: [viewer]}
            databases:
              shop:
                datasource: {url: "%s"}
                schema: {initialize: always}
              billing:
                datasource: {url: "%s"}
                schema: {initialize: always}
                relay: {batch-size: 100}
        """
            .formatted(KAFKA.bootstrapServers(), key.toUri(), hash(), hash(), shop, billing));
    run();
  }

  private static String hash() {
    return "{bcrypt}" + new BCryptPasswordEncoder(4).encode(PASSWORD);
  }

  private static void run() {
    server = TwinboxServer.application(config).run();
    port = server.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    await()
        .untilAsserted(
            () ->
                assertThat(server.getBean(RelayedDatabases.class).health().values())
                    .allSatisfy(
                        health ->
                            assertThat(health.health().getStatus().getCode()).isEqualTo("UP")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** As psql would. */
  private static void insert(String url, String topic, String payload) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "INSERT INTO twinbox.outbox (topic, key, type, payload) VALUES ('"
              + topic
              + "', 'k', 'Told', convert_to('"
              + payload
              + "', 'UTF8'))");
    }
  }

  @Test
  void aPlainInsertIntoEitherDatabaseAppearsInKafkaOnceAlsoWhenTheServerStoppedMeanwhile()
      throws SQLException {
    try (Arrived orders = new Arrived(KAFKA, ORDERS);
        Arrived bills = new Arrived(KAFKA, BILLS)) {
      insert(shop, ORDERS, "first");
      insert(billing, BILLS, "bill");
      await().untilAsserted(() -> assertThat(orders.payloads()).containsExactly("first"));
      await().untilAsserted(() -> assertThat(bills.payloads()).containsExactly("bill"));

      server.close();
      insert(shop, ORDERS, "second");
      run();
      insert(shop, ORDERS, "third");
      await()
          .untilAsserted(
              () -> assertThat(orders.payloads()).containsExactly("first", "second", "third"));
      assertThat(bills.payloads()).containsExactly("bill");
    }
  }

  @Test
  void nothingButTheLoginAndWhetherItIsAliveIsSaidToStrangers() {
    Guest stranger = new Guest(port, null);
    List<Mappings.Mapping> mappings = Mappings.of(server);
    assertThat(mappings).hasSizeGreaterThan(70);
    TreeSet<String> open = new TreeSet<>();
    for (Mappings.Mapping mapping : mappings) {
      for (String method : mapping.methods()) {
        HttpResponse<String> response = stranger.send(method, mapping.example(), "{}");
        if (response.statusCode() != 401 && response.statusCode() != 403) {
          open.add(method + " " + mapping.path());
        }
      }
    }
    assertThat(open)
        .containsExactlyInAnyOrder(
            "GET /",
            "GET /login",
            "GET /login.css",
            "GET /actuator/health",
            "GET /actuator/health/**");
    assertThat(stranger.send("GET", "/actuator/health", null).body())
        .contains("\"status\"")
        .doesNotContain("shop", "billing");
    assertThat(stranger.send("GET", "/nothing", null).statusCode()).isIn(401, 403);
  }

  @Test
  void whoSignsInGetsAStrictCookieThatNoScriptSees() {
    Guest guest = new Guest(port, null);
    HttpResponse<String> answer = guest.signIn("ana", PASSWORD);
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location").orElse("")).endsWith("/twinbox/");
    assertThat(answer.headers().allValues("Set-Cookie"))
        .anySatisfy(
            cookie ->
                assertThat(cookie)
                    .startsWith("TWINBOX_SESSION=")
                    .contains("HttpOnly", "SameSite=Strict"));
    HttpResponse<String> session = guest.send("GET", "/twinbox/api/v1/session", null);
    assertThat(session.statusCode()).isEqualTo(200);
    assertThat(session.body()).contains("\"ana\"", "OPERATOR", "\"shop\"", "\"billing\"");
    assertThat(guest.send("GET", "/twinbox/api/v1/databases/billing/overview", null).statusCode())
        .isEqualTo(200);
    assertThat(new Guest(port, null).signIn("ana", "wrong").headers().firstValue("Location"))
        .hasValueSatisfying(location -> assertThat(location).endsWith("/login?failed"));
  }

  @Test
  void whoGuessesIsRefusedEvenWithTheRightPassword() {
    Guest guesser = new Guest(port, null);
    for (int i = 0; i < LoginThrottle.OF_PAIR; i++) {
      guesser.signIn("guest", "guess " + i);
    }
    assertThat(guesser.signIn("guest", PASSWORD).headers().firstValue("Location").orElse(""))
        .endsWith("/login?failed");
    assertThat(Guest.basic(port, "guest", PASSWORD).send("GET", "/twinbox/", null).statusCode())
        .isEqualTo(401);
  }

  @Test
  void aTokenOfTheIssuerIsTheRoleItNamesAndOthersAreNothing() throws GeneralSecurityException {
    String overview = "/twinbox/api/v1/databases/shop/overview";
    assertThat(bearer(ISSUER, List.of("ops"), 60).send("GET", overview, null).statusCode())
        .isEqualTo(200);
    assertThat(bearer(ISSUER, List.of("staff"), 60).send("GET", overview, null).statusCode())
        .isEqualTo(403);
    assertThat(bearer(ISSUER, List.of("ops"), -120).send("GET", overview, null).statusCode())
        .isEqualTo(401);
    assertThat(bearer(keys(), List.of("ops"), 60).send("GET", overview, null).statusCode())
        .isEqualTo(401);
  }

  @Test
  void aTokenActsWithoutASessionAndTheAuditNamesItsUser() throws GeneralSecurityException {
    Guest robot = bearer(ISSUER, List.of("ops"), 60);
    String database = "/twinbox/api/v1/databases/billing";
    String body = "{\"relay\":\"billing\",\"reason\":\"try\"}";
    assertThat(robot.send("POST", database + "/relays/pause", body).statusCode()).isEqualTo(200);
    assertThat(robot.send("POST", database + "/relays/resume", body).statusCode()).isEqualTo(200);
    assertThat(robot.send("GET", database + "/audit", null).body()).contains("\"robot\"");
  }

  private static Guest bearer(KeyPair issuer, List<String> roles, int seconds)
      throws GeneralSecurityException {
    String claims =
        "{\"sub\":\"4711\",\"preferred_username\":\"robot\",\"roles\":[\""
            + String.join("\",\"", roles)
            + "\"],\"exp\":"
            + Instant.now().plusSeconds(seconds).getEpochSecond()
            + "}";
    String signed =
        encoded("{\"alg\":\"RS256\"}".getBytes(UTF_8)) + "." + encoded(claims.getBytes(UTF_8));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(issuer.getPrivate());
    signature.update(signed.getBytes(UTF_8));
    return new Guest(port, "Bearer " + signed + "." + encoded(signature.sign()));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Test
  void metersTellOfWhichDatabaseTheyAre() {
    Guest scraper = Guest.basic(port, "ana", PASSWORD);
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(scraper.send("GET", "/actuator/prometheus", null).body())
                    .containsPattern("twinbox_relay_leader\\{[^}]*database=\"shop\"[^}]*} 1")
                    .containsPattern("twinbox_relay_leader\\{[^}]*database=\"billing\"[^}]*} 1"));
  }

  @Test
  void errorsOfTheContainerSayNothingOfWhatIsInside() {
    Guest ana = Guest.basic(port, "ana", PASSWORD);
    HttpResponse<String> crooked = ana.send("GET", "/twinbox/%2e%2e/%2e%2e/etc/passwd", null);
    assertThat(crooked.statusCode()).isEqualTo(400);
    Matcher stack = Pattern.compile("\\tat |Exception|apache").matcher(crooked.body());
    assertThat(stack.find()).as(crooked.body()).isFalse();
    assertThat(crooked.headers().firstValue("Server")).isEmpty();
  }
}
