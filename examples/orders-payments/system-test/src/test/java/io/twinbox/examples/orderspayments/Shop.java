package io.twinbox.examples.orderspayments;

import io.twinbox.launcher.RunningExample;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The order service as a customer sees it. Thread-safe. */
final class Shop {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LONGEST).build();
  private final String url;

  Shop(RunningExample example) {
    this.url = example.url("order-service");
  }

  /**
   * Places an order.
   *
   * @return its id
   * @throws IOException if there was no answer: it may have been placed
   */
  String place(String customer, String item) throws IOException, InterruptedException {
    String body =
        "{\"customer\": \"%s\", \"item\": \"%s\", \"cents\": 2900}".formatted(customer, item);
    HttpResponse<String> answer = post(body);
    if (answer.statusCode() != 201) {
      throw new IOException("answered " + answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body()).get("id").asString();
  }

  HttpResponse<String> post(String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/orders"))
            .timeout(LONGEST)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  JsonNode show(String order) throws IOException, InterruptedException {
    return JSON.readTree(get("/orders/" + order).body());
  }

  JsonNode list() throws IOException, InterruptedException {
    return JSON.readTree(get("/orders").body());
  }

  /** How the service says that its relays stand. */
  JsonNode relays() throws IOException, InterruptedException {
    return JSON.readTree(get("/actuator/twinbox").body()).get("relays");
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).timeout(LONGEST).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
