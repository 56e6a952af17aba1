package io.twinbox.webhook;

import static io.twinbox.webhook.Deliveries.postponed;
import static io.twinbox.webhook.Deliveries.result;
import static io.twinbox.webhook.Deliveries.retry;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.delivery.LaneOptions;
import io.twinbox.spi.Entry;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to a real server, and every way in which it may answer or not. */
class WebhookPublisherIT {
  private static final String SECRET = Signatures.secret(1);
  private static final String OLD_SECRET = Signatures.secret(2);
  private static final LaneOptions LANES =
      LaneOptions.DEFAULT
          .withPatience(Duration.ofMillis(700))
          .withAttemptLimit(Duration.ofMillis(1500));

  private final Receiver receiver = new Receiver();
  private final CountDownLatch end = new CountDownLatch(1);
  private final InMemoryEndpoints endpoints = new InMemoryEndpoints();
  private final List<String> disabled = new CopyOnWriteArrayList<>();
  private WebhookPublisher publisher = publisher(local()).build();
  private final Deliveries deliveries = new Deliveries();

  @AfterEach
  void close() {
    end.countDown();
    publisher.close();
    receiver.close();
  }

  @Test
  void aRequestIsSignedAsTheSchemeSaysWithEachOfTheKeys() {
    endpoint("t", receiver.url("/in?a=b"), "new", "old");
    Entry entry = entry("t", "{\"ä\":1}".getBytes(UTF_8), Map.of("traceparent", "00-ab"));
    assertThat(publish(entry)).isInstanceOf(PublishResult.Published.class);

    Receiver.Request request = receiver.requests.get(0);
    String timestamp = String.valueOf(request.header("webhook-timestamp"));
    assertThat(request.body()).isEqualTo(entry.payload());
    assertThat(request.header("webhook-id")).isEqualTo(entry.id().toString());
    assertThat(Instant.ofEpochSecond(Long.parseLong(timestamp)))
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
    assertThat(request.header("webhook-signature"))
        .isEqualTo(
            Signatures.of(SECRET, entry.id().toString(), timestamp, request.body())
                + " "
                + Signatures.of(OLD_SECRET, entry.id().toString(), timestamp, request.body()));
    assertThat(request.header("content-type")).isEqualTo("application/json");
    assertThat(request.header("traceparent")).isEqualTo("00-ab");
    assertThat(request.header("twinbox-type")).isEqualTo("OrderPlaced");
    assertThat(
            new WebhookVerifier(OLD_SECRET)
                .verify(
                    request.header(WebhookVerifier.ID),
                    request.header(WebhookVerifier.TIMESTAMP),
                    request.header(WebhookVerifier.SIGNATURE),
                    request.body()))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 405, 413, 415, 422})
  void aRefusedMessageIsRejected(int status) {
    receiver.on("/in", Receiver.status(status));
    assertThat(publish("t")).isInstanceOf(PublishResult.Reject.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 408, 409, 425, 429, 500, 502, 503})
  void whatMayPassIsTriedAgain(int status) {
    receiver.on("/in", Receiver.status(status));
    assertThat(retry(publish("t")).errorClass()).isEqualTo("Http" + status);
  }

  @Test
  void aRedirectIsNotFollowed() {
    receiver.on("/in", Receiver.status(307, "Location", receiver.url("/other").toString()));
    assertThat(retry(publish("t")).reason()).contains("307").contains("redirects");
    assertThat(receiver.requests).extracting(Receiver.Request::path).containsExactly("/in");
  }

  @Test
  void aReceiverThatHasTooMuchToDoIsLeftAloneAndNobodysAttemptIsCounted() {
    receiver.on("/in", Receiver.status(429, "Retry-After", "120"));
    assertThat(((PublishResult.Postpone) publish("t")).after()).isEqualTo(Duration.ofMinutes(2));
    assertThat(publish("t")).isInstanceOf(PublishResult.Postpone.class);
    assertThat(receiver.requests).hasSize(1);
  }

  @Test
  void aReceiverThatSaysWhenItWillWorkAgainIsTriedThen() {
    receiver.on("/in", Receiver.status(503, "Retry-After", "120"));
    assertThat(retry(publish("t")).after()).isEqualTo(Duration.ofMinutes(2));
    assertThat(publish("t")).isInstanceOf(PublishResult.Postpone.class);
    assertThat(receiver.requests).hasSize(1);
  }

  @Test
  void anEndpointThatIsGoneIsDisabledUntilItIsEnabled() {
    receiver.on("/in", Receiver.status(410));
    PublishResult result = publish("t");
    assertThat(((PublishResult.Postpone) result).reason()).contains("410").contains("enable");
    assertThat(disabled).containsExactly("t");
    restart();
    assertThat(publish("t")).isInstanceOf(PublishResult.Postpone.class);
    assertThat(receiver.requests).hasSize(1);

    endpoints.enable("t");
    receiver.on("/in", Receiver.OK);
    restart();
    assertThat(publish("t")).isInstanceOf(PublishResult.Published.class);
  }

  @Test
  void aHugeBodyIsNotReadToItsEnd() {
    AtomicInteger written = new AtomicInteger();
    receiver.on(
        "/in",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] chunk = new byte[64 * 1024];
          try (OutputStream body = exchange.getResponseBody()) {
            for (int i = 0; i < 4_000; i++) {
              body.write(chunk);
              written.incrementAndGet();
            }
          }
        });
    assertThat(publish("t")).isInstanceOf(PublishResult.Published.class);
    assertThat(written.get()).isLessThan(4_000);
  }

  @Test
  void aSlowBodyHoldsNothingUpForLongerThanAnAttemptMayTake() {
    receiver.on(
        "/in",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(1);
          exchange.getResponseBody().flush();
          end.await();
        });
    endpoint("t", receiver.url("/in"), "new");
    Outcomes outcomes = hand(entry("t"));
    await().atMost(Duration.ofSeconds(10)).until(outcomes::ended);
    assertThat(outcomes.result(0)).isInstanceOf(PublishResult.UnderWay.class);
    await().until(() -> outcomes.result(0) instanceof PublishResult.Published);
  }

  @Test
  void aReceiverThatDoesNotAnswerCostsAnAttemptOnceItsTimeIsUp() {
    receiver.on("/in", exchange -> end.await());
    endpoint("t", receiver.url("/in"), "new");
    Outcomes outcomes = hand(entry("t"));
    await().until(() -> outcomes.result(0) instanceof PublishResult.Retry);
    assertThat(retry(outcomes.result(0)).reason()).contains("PT1.5S");
  }

  @Test
  void aConnectionThatBreaksCostsAnAttempt() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread breaker = new Thread(() -> Receiver.breakAll(server, 10));
      breaker.setDaemon(true);
      breaker.start();
      endpoint("t", URI.create("http://127.0.0.1:" + server.getLocalPort()), "new");
      assertThat(retry(result(hand(entry("t")))).errorClass()).isEqualTo("NoAnswer");
    }
  }

  @Test
  void whatFailsBeforeTheFirstByteCostsNoAttempt() throws IOException {
    endpoint("t", receiver.url("/in"), "unreadable");
    assertThat(postponed(result(hand(entry("t")))).reason()).contains("unreadable");
    endpoint("unknown", URI.create("http://nowhere.invalid/in"), "new");
    assertThat(postponed(result(hand(entry("unknown")))).errorClass()).isEqualTo("UnknownHost");
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread breaker = new Thread(() -> Receiver.breakAll(server, 10));
      breaker.setDaemon(true);
      breaker.start();
      endpoint("tls", URI.create("https://127.0.0.1:" + server.getLocalPort()), "new");
      assertThat(postponed(result(hand(entry("tls")))).reason()).contains("endpoint tls");
    }
    endpoint("silent", URI.create("https://127.0.0.1:" + receiver.port()), "new");
    assertThat(postponed(result(hand(entry("silent")))).reason()).contains("endpoint silent");
    assertThat(receiver.requests).isEmpty();
    receiver.close();
    endpoint("refused", receiver.url("/in"), "new");
    assertThat(postponed(result(hand(entry("refused")))).errorClass()).isEqualTo("Unreachable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:PORT",
        "http://localhost:PORT",
        "http://[::1]:PORT",
        "http://[::ffff:127.0.0.1]:PORT",
        "http://2130706433:PORT",
        "http://0.0.0.0:PORT",
        "http://169.254.169.254:PORT"
      })
  void aPrivateAddressIsRefusedHoweverItIsWritten(String url) {
    publisher.close();
    publisher = publisher(AddressRule.PUBLIC).build();
    endpoint("t", URI.create(url.replace("PORT", String.valueOf(receiver.port()))), "new");
    PublishResult result = result(hand(entry("t")));
    assertThat(result).isNotInstanceOf(PublishResult.Published.class);
    assertThat(receiver.requests).isEmpty();
  }

  /** The name is looked up once: what was vetted is what is connected to. */
  @Test
  void aNameThatChangesToAPrivateAddressIsRefusedAndNeverLookedUpTwice() {
    publisher.close();
    AtomicInteger lookUps = new AtomicInteger();
    // 127.0.0.1 stands for a public address here, 127.0.0.2 for one that is not.
    publisher =
        publisher(AddressRule.allowing("127.0.0.1/32"))
            .names(
                host -> {
                  int last = lookUps.incrementAndGet() == 1 ? 1 : 2;
                  return new InetAddress[] {address(127, 0, 0, last)};
                })
            .build();
    receiver.on("/in", Receiver.status(200, "Connection", "close"));
    URI url = URI.create("http://rebinding.example:" + receiver.port() + "/in");
    endpoint("t", url, "new");
    assertThat(result(hand(entry("t")))).isInstanceOf(PublishResult.Published.class);
    assertThat(lookUps).hasValue(1);
    assertThat(receiver.requests.get(0).header("host")).startsWith("rebinding.example");

    assertThat(retry(result(hand(entry("t")))).errorClass()).isEqualTo("AddressRefused");
    assertThat(receiver.requests).hasSize(1);
  }

  @Test
  void aNameWithOnePrivateAddressAmongOthersIsRefused() {
    publisher.close();
    publisher =
        publisher(AddressRule.allowing("127.0.0.1/32"))
            .names(host -> new InetAddress[] {address(127, 0, 0, 1), address(10, 0, 0, 1)})
            .build();
    endpoint("t", URI.create("http://mixed.example:" + receiver.port()), "new");
    assertThat(retry(result(hand(entry("t")))).errorClass()).isEqualTo("AddressRefused");
    assertThat(receiver.requests).isEmpty();
  }

  @Test
  void plainHttpIsRefusedUnlessAllowed() {
    publisher.close();
    publisher = builder(local()).build();
    endpoint("t", receiver.url("/in"), "new");
    assertThat(retry(result(hand(entry("t")))).errorClass()).isEqualTo("PlainHttp");
    assertThat(receiver.requests).isEmpty();
  }

  @Test
  void aMissingEndpointOrSecretIsNamedAndNoSecretIsShown() {
    assertThat(retry(result(hand(entry("nowhere")))).errorClass()).isEqualTo("UnknownEndpoint");
    endpoint("t", receiver.url("/in"), "missing");
    assertThat(postponed(result(hand(entry("t")))).reason()).contains("missing");
    endpoint("u", receiver.url("/in"), "malformed");
    assertThat(postponed(result(hand(entry("u")))).reason())
        .contains("malformed")
        .doesNotContain("geheim");
    endpoint("v", receiver.url("/in"), "unreadable");
    assertThat(postponed(result(hand(entry("v")))).reason()).doesNotContain("geheim");
  }

  @Test
  void aRegistryThatFailsShowsNoSecretAndChangesNoAnswer() {
    publisher.close();
    publisher = publisher(local()).endpoints(new FailingRegistry(receiver.url("/in"))).build();
    receiver.on("/in", Receiver.status(410));
    assertThat(result(hand(entry("gone")))).isInstanceOf(PublishResult.Postpone.class);
    assertThat(retry(result(hand(entry("wrong")))).toString()).doesNotContain("geheim");
  }

  @Test
  void headersThatAreNotTheApplicationsToSetAreRejected() {
    endpoint("t", receiver.url("/in"), "new");
    for (String name : List.of("Host", "webhook-id", "Transfer-Encoding", "Proxy-Authorization")) {
      Entry entry = entry("t", new byte[1], Map.of(name, "x"));
      assertThat(result(hand(entry))).isInstanceOf(PublishResult.Reject.class);
    }
    Entry injected = entry("t", new byte[1], Map.of("x", "a\r\nwebhook-id: b"));
    assertThat(result(hand(injected))).isInstanceOf(PublishResult.Reject.class);
    assertThat(result(hand(entry("t", null, Map.of())))).isInstanceOf(PublishResult.Reject.class);
    assertThat(receiver.requests).isEmpty();
  }

  private static InetAddress address(int... bytes) throws UnknownHostException {
    byte[] address = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      address[i] = (byte) bytes[i];
    }
    return InetAddress.getByAddress(address);
  }

  private static AddressRule local() {
    return AddressRule.allowing("127.0.0.0/8");
  }

  private WebhookPublisher.Builder publisher(AddressRule rule) {
    return builder(rule).allowPlainHttp();
  }

  private WebhookPublisher.Builder builder(AddressRule rule) {
    Map<String, String> secrets =
        Map.of("new", SECRET, "old", OLD_SECRET, "malformed", "whsec_geheim!");
    return WebhookPublisher.builder()
        .endpoints(endpoints)
        .secrets(
            reference -> {
              if (reference.equals("test:unreadable")) {
                throw new IOException("geheim");
              }
              return Optional.ofNullable(secrets.get(reference.replace("test:", "")));
            })
        .addresses(rule)
        .listener(
            (endpoint, reason) -> {
              disabled.add(endpoint);
              throw new IllegalStateException("what a listener throws changes no answer");
            })
        .lanes(LANES);
  }

  private void endpoint(String name, URI url, String... secrets) {
    endpoints.put(new Endpoint(name, url, Stream.of(secrets).map("test:"::concat).toList()));
  }

  /** Forgets that the endpoint is to be left alone for a while. */
  private void restart() {
    publisher.close();
    publisher = publisher(local()).build();
  }

  private PublishResult publish(String topic) {
    return publish(entry(topic));
  }

  private PublishResult publish(Entry entry) {
    if (endpoints.find(entry.topic()).isEmpty()) {
      endpoint(entry.topic(), receiver.url("/in"), "new");
    }
    return result(hand(entry));
  }

  private Outcomes hand(Entry entry) {
    return deliveries.hand(publisher, entry);
  }

  private Entry entry(String topic) {
    return deliveries.entry(topic);
  }

  private Entry entry(String topic, byte @Nullable [] payload, Map<String, String> headers) {
    return deliveries.entry(topic, payload, headers);
  }
}
