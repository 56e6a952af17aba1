package io.twinbox.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Receives webhooks in this JVM and keeps them. It checks signatures as the specification (Standard
 * Webhooks) says, by itself: an example's proof should not rest on the code it shows. Can be told
 * to answer something else than 200. Thread-safe.
 */
public final class WebhookReceiver implements AutoCloseable {
  private static final int KEY_BYTES = 32;

  private final byte[] key = new byte[KEY_BYTES];
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Delivery> deliveries = new ArrayList<>();
  private final List<Attempt> attempts = new ArrayList<>();
  private final AtomicInteger answer = new AtomicInteger(200);

  private WebhookReceiver(HttpServer server) {
    this.server = server;
    new SecureRandom().nextBytes(key);
  }

  /**
   * A request that was answered with 200.
   *
   * @param id the message's; the same if it was sent again
   * @param genuine whether it was signed with the secret
   */
  public record Delivery(String id, String type, boolean genuine, String body) {}

  /**
   * A request, whatever it was answered.
   *
   * @param id the message's
   * @param at when it came
   */
  public record Attempt(String id, Instant at, int answer) {}

  /** Starts one on a free port. */
  static WebhookReceiver begin() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      WebhookReceiver receiver = new WebhookReceiver(server);
      server.createContext("/", receiver::receive);
      server.setExecutor(receiver.threads);
      server.start();
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot receive webhooks", e);
    }
  }

  /** Where it listens. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** What it knows, as {@code whsec_} and base64; another one in each run. */
  public String secret() {
    return "whsec_" + Base64.getEncoder().encodeToString(key);
  }

  /** Answers this from now on; only with 200 a delivery is kept. */
  public void answer(int status) {
    answer.set(status);
  }

  /** What it answers. */
  public int answer() {
    return answer.get();
  }

  /** All it has accepted so far. */
  public List<Delivery> deliveries() {
    synchronized (deliveries) {
      return List.copyOf(deliveries);
    }
  }

  /** All requests so far, in their order. */
  public List<Attempt> attempts() {
    synchronized (deliveries) {
      return List.copyOf(attempts);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      int status = answer.get();
      Delivery delivery = delivery(exchange, body);
      synchronized (deliveries) {
        attempts.add(new Attempt(delivery.id(), Instant.now(), status));
        if (status == 200) {
          deliveries.add(delivery);
        }
      }
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private Delivery delivery(HttpExchange exchange, byte[] body) {
    String id = header(exchange, "webhook-id");
    String time = header(exchange, "webhook-timestamp");
    boolean genuine =
        List.of(header(exchange, "webhook-signature").split(" ", -1)).stream()
            .anyMatch(signature -> matches(signature, id, time, body));
    return new Delivery(
        id, header(exchange, "twinbox-type"), genuine, new String(body, StandardCharsets.UTF_8));
  }

  private boolean matches(String signature, String id, String time, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update((id + "." + time + ".").getBytes(StandardCharsets.UTF_8));
      String expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
      return MessageDigest.isEqual(
          expected.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no HmacSHA256 in this JVM", e);
    }
  }

  private static String header(HttpExchange exchange, String name) {
    return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
  }
}
