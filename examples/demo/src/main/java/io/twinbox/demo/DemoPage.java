package io.twinbox.demo;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The demo's page: how far the orders are, and buttons that stop and start Kafka and end the demo.
 * On the loopback address only, and for pages of its own only: other sites can neither read it (it
 * answers to its own names alone) nor press its buttons (they cannot send its header). Thread-safe.
 */
final class DemoPage implements AutoCloseable {
  /** What the page sends along with a press: only who is allowed to by us can do that. */
  static final String PRESS_HEADER = "X-Twinbox-Demo";

  private static final String FOLDER = "page/";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  private static final Map<String, String> FILES =
      Map.of(
          "/", "index.html",
          "/page.css", "page.css",
          "/page.js", "page.js");
  private static final Map<String, String> TYPES =
      Map.of("html", "text/html", "css", "text/css", "js", "text/javascript");

  private final HttpServer server;
  private final Supplier<Standing> standing;
  private final Map<String, BooleanSupplier> presses;

  private DemoPage(
      HttpServer server, Supplier<Standing> standing, Map<String, BooleanSupplier> presses) {
    this.server = server;
    this.standing = standing;
    this.presses = presses;
  }

  /**
   * Opens the page.
   *
   * @param port 0 = any that is free
   * @param presses what the buttons do, by name; false = it does not fit now
   */
  static DemoPage open(
      int port, Supplier<Standing> standing, Map<String, BooleanSupplier> presses) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      DemoPage page = new DemoPage(server, standing, presses);
      server.createContext("/", page::handle);
      server.start();
      return page;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the demo's page. port:" + port, e);
    }
  }

  /** Where it is. */
  String address() {
    return "http://localhost:" + server.getAddress().getPort() + "/";
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (!isOurs(exchange.getRequestHeaders().getFirst("Host"))) {
        answer(exchange, 421, "text/plain", "not here");
      } else if (exchange.getRequestMethod().equals("GET")) {
        get(exchange, path);
      } else if (exchange.getRequestMethod().equals("POST")) {
        press(exchange, path.substring(1));
      } else {
        answer(exchange, 405, "text/plain", "GET or POST");
      }
    }
  }

  private boolean isOurs(String host) {
    int port = server.getAddress().getPort();
    return host != null && (host.equals("localhost:" + port) || host.equals("127.0.0.1:" + port));
  }

  private void get(HttpExchange exchange, String path) throws IOException {
    String file = FILES.get(path);
    if (path.equals("/state")) {
      answer(exchange, 200, "application/json", standing.get().json());
    } else if (file != null) {
      String type = TYPES.getOrDefault(file.substring(file.lastIndexOf('.') + 1), "text/plain");
      answer(exchange, 200, type, read(file));
    } else {
      answer(exchange, 404, "text/plain", "there is no such file");
    }
  }

  private void press(HttpExchange exchange, String name) throws IOException {
    BooleanSupplier act = presses.get(name);
    if (act == null) {
      answer(exchange, 404, "text/plain", "there is no such button");
    } else if (!exchange.getRequestHeaders().containsKey(PRESS_HEADER)) {
      answer(exchange, 403, "text/plain", "pressed by another page");
    } else if (act.getAsBoolean()) {
      answer(exchange, 202, "text/plain", "begun");
    } else {
      answer(exchange, 409, "text/plain", "not now");
    }
  }

  private static String read(String file) throws IOException {
    try (InputStream in = DemoPage.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IOException("not on the class path: " + FOLDER + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type + ";charset=utf-8");
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** Ends it at once. */
  @Override
  public void close() {
    server.stop(0);
  }
}
