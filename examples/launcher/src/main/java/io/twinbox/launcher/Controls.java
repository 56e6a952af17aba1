package io.twinbox.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stops and starts the parts of a running example by HTTP, on 127.0.0.1: {@code GET /} tells which
 * run, {@code POST /kafka/stop} stops one, {@code GET /mails} and {@code GET /webhooks} show what
 * has arrived. Thread-safe.
 */
final class Controls implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpServer server;
  private volatile Map<String, Part> parts = Map.of();
  private volatile Map<String, Supplier<?>> views = Map.of();

  private Controls(HttpServer server) {
    this.server = server;
  }

  /**
   * Listens; knows no parts yet.
   *
   * @param port 0 = a free one
   */
  static Controls begin(int port) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      Controls controls = new Controls(server);
      server.createContext("/", controls::answer);
      server.start();
      return controls;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + port, e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on these can be stopped and started, and those looked at. */
  void offer(List<Part> all, Map<String, Supplier<?>> lists) {
    Map<String, Part> byName = new LinkedHashMap<>();
    all.forEach(part -> byName.put(part.name(), part));
    this.views = new LinkedHashMap<>(lists);
    this.parts = byName;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      Reply reply = reply(exchange);
      byte[] body = JSON.writeValueAsBytes(reply.body());
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(reply.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Reply reply(HttpExchange exchange) {
    if (exchange.getRequestHeaders().containsKey("Origin")) {
      return Reply.problem(403, "this is for the command line: no page may ask");
    }
    String[] path = exchange.getRequestURI().getPath().substring(1).split("/", -1);
    return switch (exchange.getRequestMethod()) {
      case "GET" -> look(path);
      case "POST" -> act(path);
      default -> Reply.problem(405, "GET or POST");
    };
  }

  private Reply look(String[] path) {
    if (path.length == 1 && path[0].isEmpty()) {
      return new Reply(200, states());
    }
    Supplier<?> view = path.length == 1 ? views.get(path[0]) : null;
    return view == null
        ? Reply.problem(404, "there is / and " + views.keySet())
        : new Reply(200, view.get());
  }

  private Reply act(String[] path) {
    Part part = parts.get(path[0]);
    if (part == null || path.length != 2) {
      return Reply.problem(404, "POST /PART/VERB, with a part of " + parts.keySet());
    }
    Runnable verb = part.verbs().get(path[1]);
    if (verb == null) {
      return Reply.problem(404, part.name() + " knows " + part.verbs().keySet());
    }
    try {
      verb.run();
      return new Reply(200, states());
    } catch (RuntimeException e) {
      return Reply.problem(409, String.valueOf(e.getMessage()));
    }
  }

  private Map<String, String> states() {
    Map<String, String> states = new LinkedHashMap<>();
    parts.forEach(
        (name, part) -> states.put(name, part.running().getAsBoolean() ? "running" : "stopped"));
    return states;
  }

  private record Reply(int status, Object body) {
    static Reply problem(int status, String why) {
      return new Reply(status, Map.of("error", why));
    }
  }
}
