package io.twinbox.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.admin.KeyReusedException;
import io.twinbox.admin.SearchTooSlowException;
import io.twinbox.spi.StoreException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The answers are what the document says, also to nonsense. In a real container. */
@SpringBootTest(
    classes = ConsoleApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class ConsoleApiIT {
  private static final String API = "/twinbox/api/v1";
  private static final String SHOP = API + "/databases/shop";
  private static final OpenApi DOCUMENT = OpenApi.load();

  /** A good body for each operation that has one. */
  private static final Map<String, String> BODIES =
      Map.ofEntries(
          Map.entry("/outbox/retry", "{\"relay\":\"orders\",\"seqs\":[1,2],\"reason\":\"r\"}"),
          Map.entry(
              "/outbox/discard",
              "{\"relay\":\"orders\",\"seqs\":[1],\"reason\":\"r\",\"confirm\":\"discard\"}"),
          Map.entry(
              "/outbox/entries/7/edit",
              "{\"relay\":\"orders\",\"text\":\"{}\",\"reason\":\"r\",\"confirm\":\"edit\"}"),
          Map.entry(
              "/outbox/messages",
              "{\"topic\":\"t\",\"type\":\"T\",\"text\":\"{}\",\"reason\":\"r\","
                  + "\"confirm\":\"publish\"}"),
          Map.entry("/inbox/retry", "{\"consumer\":\"c\",\"filter\":{},\"reason\":\"r\"}"),
          Map.entry(
              "/inbox/discard",
              "{\"consumer\":\"c\",\"seqs\":[1],\"reason\":\"r\",\"confirm\":\"discard\"}"),
          Map.entry("/relays/pause", "{\"relay\":\"orders\",\"reason\":\"r\"}"),
          Map.entry("/topics/pause", "{\"relay\":\"orders\",\"topic\":\"t\",\"reason\":\"r\"}"),
          Map.entry("/consumers/pause", "{\"consumer\":\"c\",\"reason\":\"r\"}"),
          Map.entry(
              "/replays",
              "{\"relay\":\"orders\",\"topic\":\"t\",\"reason\":\"r\",\"confirm\":\"replay\"}"),
          Map.entry("/jobs/" + StubPorts.ID + "/cancel", "{\"reason\":\"r\"}"));

  @LocalServerPort private int port;

  @Autowired private StubPorts ports;

  private Browser operator;

  @BeforeEach
  void nothingWasAskedYet() {
    ports.asked().clear();
    ports.failWith(null);
    operator = Browser.of(port, "operator");
  }

  @Test
  void everyAnswerIsWhatTheDocumentSays() {
    Browser editor = Browser.of(port, "editor");
    for (OpenApi.Operation operation : DOCUMENT.operations()) {
      Browser browser = operation.role().equals("EDITOR") ? editor : operator;
      String path =
          new ServedRoutes.Served(java.util.Optional.empty(), API + operation.path()).example();
      if (operation.path().startsWith("/databases/{database}/inbox/records")) {
        path += "?consumer=payments";
      }
      HttpResponse<String> response =
          operation.method().equals("GET")
              ? browser.get(path)
              : browser.post(path, BODIES.get(path.substring(SHOP.length())));
      assertThat(response.statusCode()).as("%s: %s", path, response.body()).isIn(200, 202);
      String type = response.headers().firstValue("Content-Type").orElse("");
      if (type.equals("application/json")) {
        DOCUMENT.check(
            operation.method(), operation.path(), response.statusCode(), response.body());
      } else {
        assertThat(type).isIn("application/octet-stream", "application/yaml");
      }
    }
  }

  @Test
  void hostileTextComesBackAsTheTextItIs() {
    JsonNode entry = Browser.json(operator.get(SHOP + "/outbox/entries/7"));
    assertThat(entry.at("/item/error").stringValue()).isEqualTo(StubPorts.HOSTILE);
    assertThat(entry.at("/headers/0/value").stringValue()).isEqualTo(StubPorts.HOSTILE);
    HttpResponse<String> raw = operator.get(SHOP + "/outbox/entries/7");
    assertThat(raw.headers().firstValue("Content-Type")).contains("application/json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/outbox/entries?limit=0",
        "/outbox/entries?limit=-1",
        "/outbox/entries?limit=1000000000",
        "/outbox/entries?limit=99999999999999999999",
        "/outbox/entries?limit=x",
        "/outbox/entries?limit=1&limit=2",
        "/outbox/entries?cursor=x",
        "/outbox/entries?cursor=MTo5OjE",
        "/outbox/entries?state=GONE",
        "/outbox/entries?id=1-1-1-1-1",
        "/outbox/entries?from=yesterday",
        "/outbox/entries?from=-999999999-01-01T00:00:00Z",
        "/outbox/entries?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
        "/outbox/entries?key=%00",
        "/outbox/entries?unknown=1",
        "/outbox/counts?sort=1",
        "/inbox/records",
        "/inbox/records?consumer=c&fault=BAD_LUCK",
        "/inbox/records/7",
        "/failures/lanes?side=OUTBOX",
        "/failures/lanes?owner=orders",
        "/failures/lanes?side=OUTBOX&owner=orders&cursor=%2F%2F",
        "/audit?cursor=_____",
        "/overview/history?minutes=0",
        "/overview/history?minutes=1441"
      })
  void nonsenseInAQueryIsRefusedAndNobodyIsAsked(String query) {
    HttpResponse<String> response = operator.get(SHOP + query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    DOCUMENT.check("GET", "/session", 400, response.body());
    assertThat(ports.asked()).isEmpty();
  }

  @Test
  void whatIsTooLongIsRefused() {
    for (String query : new String[] {"topic=" + "t".repeat(250), "error=" + "e".repeat(201)}) {
      assertThat(operator.get(SHOP + "/outbox/entries?" + query).statusCode()).isEqualTo(400);
    }
    assertThat(operator.get(SHOP + "/outbox/entries?topic=" + "t".repeat(249)).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'%20OR%201=1--",
        "';DROP%20TABLE%20twinbox.outbox;--",
        "%22;SELECT%20pg_sleep(10);--",
        "$$;COMMIT;$$",
        "%5C'%3B--",
        "%25%27%20UNION%20SELECT%20version()--"
      })
  void sqlInATextReachesThePortAsTheTextItIs(String text) {
    assertThat(operator.get(SHOP + "/outbox/entries?key=" + text).statusCode()).isEqualTo(200);
    String asked = java.net.URLDecoder.decode(text, java.nio.charset.StandardCharsets.UTF_8);
    assertThat(ports.asked()).anyMatch(it -> it.startsWith("entries") && it.contains(asked));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "abc", "99999999999999999999", "1e3", "0x10", "1001"})
  void anEntryThatIsNotThereIsNotThere(String seq) {
    HttpResponse<String> response = operator.get(SHOP + "/outbox/entries/" + seq);
    assertThat(response.statusCode()).isEqualTo(404);
    DOCUMENT.check("GET", "/session", 404, response.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "{",
        "{}",
        "{\"relay\":\"orders\"}",
        "{\"relay\":\"orders\",\"reason\":\"\"}",
        "{\"relay\":\"\",\"reason\":\"r\"}",
        "{\"relay\":7,\"reason\":\"r\"}",
        "{\"relay\":[\"orders\"],\"reason\":\"r\"}",
        "{\"relay\":\"orders\",\"reason\":\"r\",\"admin\":true}",
        "{\"relay\":\"orders\",\"relay\":\"others\",\"reason\":\"r\"}",
        "{\"relay\":\"orders\",\"reason\":\"r\"} {}",
        "{\"relay\":\"a\\u0000b\",\"reason\":\"r\"}",
        "{\"relay\":\"\\ud800\",\"reason\":\"r\"}",
        "{\"@class\":\"java.lang.Runtime\",\"relay\":\"orders\",\"reason\":\"r\"}"
      })
  void nonsenseInABodyIsRefusedAndNothingIsDone(String body) {
    HttpResponse<String> response = operator.post(SHOP + "/relays/pause", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    DOCUMENT.check("POST", "/databases/{database}/relays/{action}", 400, response.body());
    assertThat(ports.asked()).noneMatch(asked -> asked.startsWith("pause"));
  }

  @Test
  void bodiesThatAreDeepBrokenOrLargeAreRefused() {
    String deep = "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000);
    assertThat(operator.post(SHOP + "/relays/pause", deep).statusCode()).isEqualTo(400);
    String large = "{\"relay\":\"orders\",\"reason\":\"" + "r".repeat(10_000_000) + "\"}";
    HttpResponse<String> response = operator.post(SHOP + "/relays/pause", large);
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("urn:twinbox:problem:too-large");
    HttpResponse<String> latin =
        operator.send(
            operator
                .posting(SHOP + "/relays/pause", "")
                .POST(BodyPublishers.ofByteArray(new byte[] {'{', '"', (byte) 0xe9, '"'})));
    assertThat(latin.statusCode()).isEqualTo(400);
    assertThat(ports.asked()).noneMatch(asked -> asked.startsWith("pause"));
  }

  @Test
  void otherMethodsAndMediaTypesAreRefused() {
    HttpResponse<String> method =
        operator.send(
            operator.request(SHOP + "/overview").header("X-CSRF-TOKEN", operator.token()).DELETE());
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(method.headers().firstValue("Allow")).contains("GET");
    HttpResponse<String> form =
        operator.send(
            operator
                .posting(SHOP + "/relays/pause", "relay=orders")
                .setHeader("Content-Type", "application/x-www-form-urlencoded"));
    assertThat(form.statusCode()).isEqualTo(415);
    assertThat(operator.get(API + "/nothing/here").statusCode()).isEqualTo(404);
    assertThat(operator.get(API + "/databases/others/overview").statusCode()).isEqualTo(404);
    assertThat(
            operator
                .post(SHOP + "/relays/explode", "{\"relay\":\"orders\",\"reason\":\"r\"}")
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void whatDestroysOrRepeatsAsksForItsWord() {
    Browser editor = Browser.of(port, "editor");
    for (String path :
        new String[] {
          "/outbox/discard",
          "/inbox/discard",
          "/replays",
          "/outbox/messages",
          "/outbox/entries/7/edit"
        }) {
      String body = BODIES.get(path).replaceAll(",\"confirm\":\"[a-z]+\"", "");
      Browser browser = path.endsWith("edit") ? editor : operator;
      HttpResponse<String> response = browser.post(SHOP + path, body);
      assertThat(response.statusCode()).as(path).isEqualTo(422);
      assertThat(response.body()).contains("urn:twinbox:problem:confirmation");
    }
    assertThat(ports.asked()).noneMatch(it -> it.matches("(discard|start|publish|edit).*"));
  }

  @Test
  void aDryRunChangesNothingAndNeedsNoWord() {
    HttpResponse<String> response =
        operator.post(
            SHOP + "/outbox/discard",
            "{\"relay\":\"orders\",\"filter\":{\"topic\":\"t\"},\"dryRun\":true,\"reason\":\"r\"}");
    assertThat(response.statusCode()).isEqualTo(200);
    DOCUMENT.check("POST", "/databases/{database}/outbox/discard", 200, response.body());
    assertThat(ports.asked()).anyMatch(it -> it.startsWith("dryRun"));
    assertThat(ports.asked()).noneMatch(it -> it.startsWith("start"));
  }

  @Test
  void theSameKeyDoesNothingTwiceAndAnotherBodyUnderItIsRefused() {
    var first = operator.posting(SHOP + "/relays/pause", BODIES.get("/relays/pause"));
    var other = operator.posting(SHOP + "/relays/pause", "{\"relay\":\"x\",\"reason\":\"r\"}");
    first.setHeader("Idempotency-Key", "a-key-of-mine");
    other.setHeader("Idempotency-Key", "a-key-of-mine");
    HttpResponse<String> once = operator.send(first);
    HttpResponse<String> again = operator.send(first);
    assertThat(again.body()).isEqualTo(once.body());
    assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
    assertThat(operator.send(other).statusCode()).isEqualTo(409);
    assertThat(ports.asked().stream().filter(it -> it.startsWith("pause"))).hasSize(1);
  }

  @Test
  void aDoubleClickIsOneAct() throws InterruptedException {
    var click = operator.posting(SHOP + "/relays/pause", BODIES.get("/relays/pause"));
    CountDownLatch together = new CountDownLatch(1);
    var threads =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          try {
                            together.await();
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                          operator.send(click);
                        }))
            .toList();
    threads.forEach(Thread::start);
    together.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(ports.asked().stream().filter(it -> it.startsWith("pause"))).hasSize(1);
  }

  @Test
  void theAuditGetsWhoWhyAndTheKey() {
    operator.send(
        operator
            .posting(
                SHOP + "/relays/pause", "{\"relay\":\"orders\",\"reason\":\"a\\u202e\\nreason\"}")
            .setHeader("Idempotency-Key", "key-for-the-audit"));
    assertThat(ports.asked())
        .anyMatch(
            it ->
                it.startsWith("pause")
                    && it.contains("actor=operator")
                    && it.contains("reason=a..reason")
                    && it.contains("key=key-for-the-audit"));
  }

  @Test
  void errorsTellTheirKindAndNothingElse() {
    String secret = "org.postgresql.util.PSQLException: password=hunter2 at com.zaxxer";
    check(new StoreException(secret, new RuntimeException(secret)), 503, "database");
    check(new SearchTooSlowException(secret, new RuntimeException(secret)), 503, "too-slow");
    check(new IllegalStateException(secret), 500, "internal");
    check(new KeyReusedException(secret), 409, "conflict");
  }

  private void check(RuntimeException failure, int status, String kind) {
    ports.failWith(failure);
    HttpResponse<String> response = operator.get(SHOP + "/outbox/entries/7/payload");
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body())
        .contains("urn:twinbox:problem:" + kind)
        .doesNotContain("hunter2", "Exception", "\\tat ", "zaxxer");
    DOCUMENT.check("GET", "/session", status, response.body());
  }
}
