package io.twinbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoPageTest {
  private final Standing standing =
      new Standing(
          4,
          3,
          2,
          1,
          KafkaSwitch.Position.STOPPED,
          new ConsoleAccess("http://localhost:1/", "u", "p"),
          false);
  private final AtomicInteger presses = new AtomicInteger();
  private final DemoPage page =
      DemoPage.open(0, () -> standing, Map.of("stop", () -> presses.incrementAndGet() == 1));
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    page.close();
  }

  @Test
  void tellsHowFarTheOrdersAre() throws Exception {
    assertThat(get("state").body())
        .isEqualToIgnoringWhitespace(
            """
            {"ordered":4,"told":3,"paid":2,"confirmed":1,"kafka":"STOPPED",
            "console":{"address":"http://localhost:1/","user":"u","password":"p"},"ending":false}
            """);
  }

  @ParameterizedTest
  @CsvSource({"'', text/html", "page.css, text/css", "page.js, text/javascript"})
  void servesItsFilesStrictly(String file, String type) throws Exception {
    HttpResponse<String> answer = get(file);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue(type + ";charset=utf-8");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'");
  }

  @ParameterizedTest
  @CsvSource({"page/index.html", "../Demo.class", "%2e%2e/Demo.class", "secret"})
  void servesNothingElse(String file) throws Exception {
    assertThat(get(file).statusCode()).isEqualTo(404);
  }

  @Test
  void aButtonIsPressedByThePageOnly() throws Exception {
    HttpRequest.Builder press =
        HttpRequest.newBuilder(URI.create(page.address() + "stop"))
            .POST(HttpRequest.BodyPublishers.noBody());

    assertThat(send(press).statusCode()).isEqualTo(403);
    assertThat(presses).hasValue(0);

    press.header(DemoPage.PRESS_HEADER, "yes");
    assertThat(send(press).statusCode()).isEqualTo(202);
    assertThat(send(press).statusCode()).isEqualTo(409);
  }

  private HttpResponse<String> get(String file) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(page.address() + file)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
