package io.twinbox.examples.messages;

import io.twinbox.devservices.EmbeddedProgram;
import io.twinbox.devservices.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A real Prometheus that scrapes both services, with the example's rules. */
final class Prometheus implements AutoCloseable {
  private final EmbeddedProgram program;
  private final Http http;

  private Prometheus(EmbeddedProgram program, Http http) {
    this.program = program;
    this.http = http;
  }

  /** Starts it with the example's configuration, at the addresses of this run and in haste. */
  static Prometheus start(Tool tool, Path monitoring, Path directory, Scene scene) {
    int port = FreePort.pick();
    Http http = new Http("http://127.0.0.1:" + port);
    try {
      String configuration =
          Files.readString(monitoring.resolve("prometheus.yml"))
              .replace("producer-api:3000", address(scene.producer()))
              .replace("consumer-service:3001", address(scene.consumer()))
              .replace(": 5s", ": 500ms");
      Files.writeString(directory.resolve("prometheus.yml"), configuration);
      Files.copy(monitoring.resolve("alerts.yml"), directory.resolve("alerts.yml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command =
        List.of(
            tool.path().toString(),
            "--config.file=" + directory.resolve("prometheus.yml"),
            "--storage.tsdb.path=" + directory.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port);
    return new Prometheus(
        EmbeddedProgram.builder("prometheus", command).ready(() -> ready(http)).start(), http);
  }

  private static String address(Http service) {
    URI uri = URI.create(service.url());
    return uri.getHost() + ":" + uri.getPort();
  }

  private static boolean ready(Http http) {
    try {
      return http.get("/-/ready").status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** The samples that a query finds; fails if it is none. */
  List<JsonNode> query(String expression) {
    Http.Reply reply =
        http.get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    if (reply.status() != 200 || !reply.json().get("status").stringValue().equals("success")) {
      throw new AssertionError(expression + ": " + reply.text());
    }
    return list(reply.json().get("data").get("result"));
  }

  /** The rules, as it has evaluated them. */
  List<JsonNode> rules() {
    JsonNode groups = http.get("/api/v1/rules").json().get("data").get("groups");
    return list(groups.get(0).get("rules"));
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> list = new ArrayList<>();
    array.forEach(list::add);
    return list;
  }

  @Override
  public void close() {
    program.close();
  }
}
