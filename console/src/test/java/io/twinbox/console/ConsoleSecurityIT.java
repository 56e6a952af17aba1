package io.twinbox.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.function.RouterFunction;

/** Nobody gets further than he may, whichever way he comes. In a real container. */
@SpringBootTest(
    classes = ConsoleApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class ConsoleSecurityIT {
  private static final String API = "/twinbox/api/v1";
  private static final String SHOP = API + "/databases/shop";
  private static final String PAUSE = "{\"relay\":\"orders\",\"reason\":\"test\"}";

  /** Roles by what they imply, as the documentation says. */
  private static final Map<String, Set<String>> WHO =
      Map.of(
          "VIEWER", Set.of("viewer", "payload_viewer", "operator", "admin", "editor"),
          "PAYLOAD_VIEWER", Set.of("payload_viewer", "operator", "admin", "editor"),
          "OPERATOR", Set.of("operator", "admin"),
          "ADMIN", Set.of("admin"),
          "EDITOR", Set.of("editor"));

  @LocalServerPort private int port;

  @Autowired private StubPorts ports;

  @Autowired
  @Qualifier("twinboxConsoleRouter") private RouterFunction<?> router;

  @BeforeEach
  void nothingWasAskedYet() {
    ports.asked().clear();
    ports.failWith(null);
  }

  @Test
  void noRouteAnswersWithoutCredentials() {
    Browser nobody = Browser.withoutCredentials(port);
    List<ServedRoutes.Served> served = ServedRoutes.of(router);
    assertThat(served).hasSizeGreaterThan(60);
    for (ServedRoutes.Served route : served) {
      for (String method : methods(route)) {
        HttpResponse<String> response =
            nobody.send(
                nobody
                    .request(route.example())
                    .header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(PAUSE)));
        assertThat(response.statusCode()).as("%s %s", method, route).isIn(401, 403);
      }
    }
    assertThat(ports.asked()).isEmpty();
  }

  @Test
  void noRouteAnswersWhoHasNoRoleOfTheConsole() {
    Browser nobody = Browser.of(port, "nobody");
    for (ServedRoutes.Served route : ServedRoutes.of(router)) {
      for (String method : methods(route)) {
        HttpResponse<String> response =
            nobody.send(
                nobody.request(route.example()).method(method, BodyPublishers.ofString(PAUSE)));
        assertThat(response.statusCode()).as("%s %s", method, route).isEqualTo(403);
      }
    }
    assertThat(ports.asked()).isEmpty();
  }

  private static List<String> methods(ServedRoutes.Served route) {
    return route
        .method()
        .map(List::of)
        .orElse(List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"));
  }

  @Test
  void theDocumentHasEveryRouteOfTheApiAndNoOther() {
    Set<String> served =
        ServedRoutes.of(router).stream()
            .filter(route -> route.method().isPresent() && route.path().startsWith(API))
            .map(route -> route.method().get() + " " + route.path().substring(API.length()))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> documented =
        OpenApi.load().operations().stream()
            .map(operation -> operation.method() + " " + operation.path())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(served).isEqualTo(documented);
  }

  @Test
  void everyRouteNeedsTheRoleThatTheDocumentNames() {
    for (String user : WHO.get("VIEWER")) {
      Browser browser = Browser.of(port, user);
      for (OpenApi.Operation operation : OpenApi.load().operations()) {
        String path = new ServedRoutes.Served(Optional.empty(), API + operation.path()).example();
        HttpResponse<String> response =
            operation.method().equals("GET") ? browser.get(path) : browser.post(path, "{}");
        boolean may = WHO.get(operation.role()).contains(user);
        assertThat(response.statusCode() == 403)
            .as("%s: %s %s answered %s", user, operation.method(), path, response.statusCode())
            .isEqualTo(!may);
      }
    }
  }

  @Test
  void headersAndQueriesAreHiddenFromThoseWhoMayNotSeeThem() {
    Browser viewer = Browser.of(port, "viewer");
    Browser payload = Browser.of(port, "payload_viewer");
    Browser admin = Browser.of(port, "admin");
    assertThat(Browser.json(viewer.get(SHOP + "/outbox/entries/7")).get("headers").isNull())
        .isTrue();
    assertThat(Browser.json(payload.get(SHOP + "/outbox/entries/7")).get("headers").isArray())
        .isTrue();
    String record = SHOP + "/inbox/records/7?consumer=payments";
    assertThat(Browser.json(viewer.get(record)).get("headers").isNull()).isTrue();
    assertThat(Browser.json(viewer.get(record)).get("stack").isNull()).isTrue();
    assertThat(Browser.json(payload.get(record)).get("stack").isNull()).isFalse();
    String query = "/holders/0/query";
    assertThat(Browser.json(payload.get(SHOP + "/waiting")).at(query).isNull()).isTrue();
    assertThat(Browser.json(admin.get(SHOP + "/waiting")).at(query).isNull()).isFalse();
    assertThat(viewer.get(SHOP + "/outbox/entries?header=x").statusCode()).isEqualTo(403);
  }

  @Test
  void aPostWithoutTheTokenIsRefused() {
    Browser operator = Browser.of(port, "operator");
    HttpResponse<String> without =
        operator.send(
            operator
                .request(SHOP + "/relays/pause")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "12345678")
                .POST(BodyPublishers.ofString(PAUSE)));
    assertThat(without.statusCode()).isEqualTo(403);
    assertThat(without.body()).contains("urn:twinbox:problem:csrf");

    String foreign = Browser.of(port, "operator").token();
    HttpResponse<String> withAnothers =
        operator.send(
            operator
                .request(SHOP + "/relays/pause")
                .header("X-CSRF-TOKEN", foreign)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "12345678")
                .POST(BodyPublishers.ofString(PAUSE)));
    assertThat(withAnothers.statusCode()).isEqualTo(403);
    assertThat(ports.asked()).noneMatch(asked -> asked.startsWith("pause"));
    assertThat(operator.post(SHOP + "/relays/pause", PAUSE).statusCode()).isEqualTo(200);
    assertThat(ports.asked()).anyMatch(asked -> asked.startsWith("pause"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin=http://evil.example",
        "Origin=null",
        "Origin=https://localhost",
        "Origin=http://localhost.evil.example",
        "Sec-Fetch-Site=cross-site",
        "Sec-Fetch-Site=same-site"
      })
  void aPostFromAnotherOriginIsRefusedWithItsTokenToo(String header) {
    Browser operator = Browser.of(port, "operator");
    String[] parts = header.split("=", 2);
    HttpResponse<String> response =
        operator.send(operator.posting(SHOP + "/relays/pause", PAUSE).header(parts[0], parts[1]));
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(ports.asked()).noneMatch(asked -> asked.startsWith("pause"));
  }

  @Test
  void aPostFromTheOwnOriginIsDone() {
    Browser operator = Browser.of(port, "operator");
    HttpResponse<String> response =
        operator.send(
            operator
                .posting(SHOP + "/relays/pause", PAUSE)
                .header("Origin", "http://localhost:" + port)
                .header("Sec-Fetch-Site", "same-origin"));
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void everyAnswerTellsTheBrowserToTrustNothingInIt() {
    Browser viewer = Browser.of(port, "viewer");
    Stream.of(
            viewer.get(API + "/session"),
            viewer.get(SHOP + "/overview"),
            viewer.get("/twinbox/"),
            viewer.get("/twinbox/no/such/file"),
            Browser.withoutCredentials(port).get(SHOP + "/overview"))
        .forEach(
            response -> {
              String policy = response.headers().firstValue("Content-Security-Policy").orElse("");
              assertThat(policy)
                  .startsWith("default-src 'none';")
                  .contains("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
                  .doesNotContain("unsafe", "*", "http:");
              assertThat(response.headers().firstValue("X-Content-Type-Options"))
                  .contains("nosniff");
              assertThat(response.headers().firstValue("X-Frame-Options")).contains("DENY");
              assertThat(response.headers().firstValue("Referrer-Policy")).contains("same-origin");
            });
    assertThat(viewer.get(SHOP + "/overview").headers().firstValue("Cache-Control").orElse(""))
        .contains("no-store");
  }

  @Test
  void aPayloadIsAFileWhateverItIs() {
    HttpResponse<String> file =
        Browser.of(port, "payload_viewer").get(SHOP + "/outbox/entries/7/payload/download");
    assertThat(file.headers().firstValue("Content-Type")).contains("application/octet-stream");
    assertThat(file.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"entry-7.bin\"");
    assertThat(file.body()).isEqualTo(StubPorts.HOSTILE);
  }

  @Test
  void whoWantsThePageAndIsNotSignedInIsSentToTheLogin() {
    Browser nobody = Browser.withoutCredentials(port);
    HttpResponse<String> response =
        nobody.send(nobody.request("/twinbox/").header("Accept", "text/html").GET());
    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(response.headers().firstValue("Location").orElse("")).endsWith("/login");
  }

  @Test
  void theConsoleDoesNotOpenWhatElseTheApplicationHas() {
    assertThat(Browser.withoutCredentials(port).get("/own").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/twinbox/../twinbox/api/v1/session",
        "/twinbox/%2e%2e/own",
        "/twinbox/..%2fown",
        "/twinbox/%2e%2e%2f%2e%2e%2fetc/passwd",
        "/twinbox/app/..;/../index.html",
        "/twinbox//api/v1/session",
        "/twinbox/api/v1/session;jsessionid=1",
        "/twinbox/api/v1/databases/..%2fshop/overview",
        "/twinbox/%00",
        "/twinbox/index.html%00.js",
        "/twinbox/io/twinbox/console/openapi.yaml",
        "/twinbox/META-INF/MANIFEST.MF",
        "/twinbox/application.yaml",
        "/twinbox/api/v1/databases/shop/outbox/entries/7;a=b/payload"
      })
  void crookedPathsLeadNowhere(String path) {
    HttpResponse<String> response = Browser.of(port, "viewer").get(path);
    assertThat(response.statusCode()).isIn(400, 401, 404);
    assertThat(response.body()).doesNotContain("Exception", "\tat ");
  }
}
