package io.twinbox.console;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody who asks the console over HTTP, with a session and its token like the page. */
public final class Browser {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String base;
  private final String credentials;
  private final HttpClient client =
      HttpClient.newBuilder()
          .cookieHandler(new CookieManager())
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private String token;

  private Browser(String base, String credentials) {
    this.base = base;
    this.credentials = credentials;
  }

  public static Browser of(int port, String user) {
    String basic =
        Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
    return new Browser("http://localhost:" + port, "Basic " + basic);
  }

  public static Browser withoutCredentials(int port) {
    return new Browser("http://localhost:" + port, null);
  }

  /** A request as this user makes it; nothing else is set. */
  public HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    if (credentials != null) {
      request.header("Authorization", credentials);
    }
    return request;
  }

  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public HttpResponse<String> get(String path) {
    return send(request(path).GET());
  }

  /** As the page does it: with the session's token and a key of its own. */
  public HttpResponse<String> post(String path, String body) {
    return send(posting(path, body));
  }

  public HttpRequest.Builder posting(String path, String body) {
    return request(path)
        .header("X-CSRF-TOKEN", token())
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  public String token() {
    if (token == null) {
      token = json(get("/twinbox/api/v1/session")).at("/csrf/token").stringValue();
    }
    return token;
  }

  public static JsonNode json(HttpResponse<String> response) {
    return JSON.readTree(response.body());
  }
}
