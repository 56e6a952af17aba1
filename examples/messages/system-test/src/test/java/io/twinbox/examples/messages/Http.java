package io.twinbox.examples.messages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to one of the services. Thread-safe. */
final class Http {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final String url;

  Http(String url) {
    this.url = url;
  }

  /**
   * An answer.
   *
   * @param next where the header {@code Link} leads; empty = nowhere
   */
  record Reply(int status, JsonNode json, String text, Optional<String> next) {}

  String url() {
    return url;
  }

  Reply get(String path) {
    return send(request(path).GET().build());
  }

  Reply post(String path) {
    return send(request(path).POST(HttpRequest.BodyPublishers.noBody()).build());
  }

  /** A message of a type; without one if it is empty. */
  Reply message(String content, String type) {
    String path = type.isEmpty() ? "/messages" : "/messages?type=" + type;
    return body(path, JSON.writeValueAsString(Map.of("content", content)));
  }

  Reply body(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
  }

  private Reply send(HttpRequest request) {
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      String body = response.body();
      return new Reply(
          response.statusCode(),
          body.startsWith("{") ? JSON.readTree(body) : JSON.nullNode(),
          body,
          response.headers().firstValue("Link").map(Http::target));
    } catch (IOException e) {
      throw new UncheckedIOException(request.uri().toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String target(String link) {
    return link.substring(1, link.indexOf('>'));
  }
}
