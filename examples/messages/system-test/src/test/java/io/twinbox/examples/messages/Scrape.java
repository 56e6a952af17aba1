package io.twinbox.examples.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * What Prometheus would read from a service.
 *
 * @param lines the samples
 */
record Scrape(List<String> lines) {

  static Scrape of(Http service) {
    Http.Reply reply = service.get("/actuator/prometheus");
    assertThat(reply.status()).isEqualTo(200);
    return new Scrape(reply.text().lines().filter(line -> !line.startsWith("#")).toList());
  }

  /** Whether there is a sample of that metric. */
  boolean has(String metric) {
    return lines.stream()
        .anyMatch(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "));
  }

  /** The sum of the samples of a metric with that label. */
  double value(String metric, String label) {
    return lines.stream()
        .filter(line -> line.startsWith(metric + "{") && line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
