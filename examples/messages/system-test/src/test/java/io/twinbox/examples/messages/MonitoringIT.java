package io.twinbox.examples.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Dashboard and alerts of the example, asked of a real Prometheus that scrapes both services. */
class MonitoringIT {
  private static final Path MONITORING = Path.of("..", "monitoring").toAbsolutePath().normalize();
  private static final Path GRAFANA = MONITORING.resolve("grafana");
  private static final String PACKAGE = "prometheus";
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:twinbox|messages|http|jvm|process|hikaricp)_[a-z_]+");

  private final Scene scene = Scene.shared();
  private final Dashboard dashboard =
      Dashboard.read(GRAFANA.resolve("dashboards").resolve("messages.json"));

  @Test
  void theAlertsFireWhenTheyShouldAndOnlyThen() {
    Tool promtool = Tool.require("promtool", PACKAGE);

    promtool.run(MONITORING, "check", "config", "prometheus.yml");
    promtool.run(MONITORING, "check", "rules", "alerts.yml");
    promtool.run(MONITORING, "test", "rules", "alerts-test.yml");
  }

  @Test
  void everyQueryOfTheDashboardAndOfTheAlertsIsAnsweredByARealScrape(@TempDir Path directory)
      throws Exception {
    Tool server = Tool.require("prometheus", PACKAGE);
    Contract.posted(scene.producer().message("medido", ""), "E");
    scene.producer().get("/eventos/recientes");
    new Stored(scene).awaitEachOnce();

    try (Prometheus prometheus = Prometheus.start(server, MONITORING, directory, scene)) {
      await().untilAsserted(() -> assertThat(prometheus.query("up == 1")).hasSize(2));
      for (String expression : dashboard.expressions()) {
        await()
            .untilAsserted(
                () -> assertThat(prometheus.query(expression)).as(expression).isNotEmpty());
      }
      for (String metric : metrics(Files.readString(MONITORING.resolve("alerts.yml")))) {
        assertThat(prometheus.query(metric)).as(metric).isNotEmpty();
      }
      await()
          .untilAsserted(
              () ->
                  assertThat(prometheus.rules())
                      .hasSizeGreaterThanOrEqualTo(9)
                      .allMatch(rule -> rule.get("health").stringValue().equals("ok")));
      assertThat(prometheus.query("ALERTS{alertname!~\".*DeadLetters\"}"))
          .as("all is well")
          .isEmpty();
    }
  }

  @Test
  void theDashboardIsWhatGrafanaReads() throws Exception {
    assertThat(dashboard.json().get("title").stringValue()).isEqualTo("Twinbox: messages");
    List<JsonNode> panels = dashboard.panels();
    assertThat(panels).extracting(panel -> panel.get("id").intValue()).doesNotHaveDuplicates();
    String uid =
        Files.readString(
            GRAFANA.resolve("provisioning").resolve("datasources").resolve("prometheus.yml"));
    Set<String> squares = new HashSet<>();
    for (JsonNode panel : panels) {
      assertThat(panel.get("type").stringValue()).isIn("stat", "timeseries");
      assertThat(panel.get("title").stringValue()).isNotBlank();
      assertThat(uid).contains("uid: " + panel.get("datasource").get("uid").stringValue() + "\n");
      assertThat(panel.get("targets")).isNotEmpty();
      occupy(squares, panel.get("gridPos"));
    }
  }

  private static void occupy(Set<String> squares, JsonNode place) {
    int x = place.get("x").intValue();
    int y = place.get("y").intValue();
    assertThat(x + place.get("w").intValue()).isLessThanOrEqualTo(24);
    for (int i = 0; i < place.get("w").intValue(); i++) {
      for (int j = 0; j < place.get("h").intValue(); j++) {
        assertThat(squares.add((x + i) + "/" + (y + j))).as("two panels in one place").isTrue();
      }
    }
  }

  private static Set<String> metrics(String rules) {
    Set<String> metrics = new HashSet<>();
    for (String line : rules.lines().filter(it -> it.strip().startsWith("expr:")).toList()) {
      Matcher matcher = METRIC.matcher(line);
      while (matcher.find()) {
        metrics.add(matcher.group());
      }
    }
    assertThat(metrics).hasSizeGreaterThan(5);
    return metrics;
  }
}
