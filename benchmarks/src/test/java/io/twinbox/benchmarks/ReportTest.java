package io.twinbox.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
  private static final Series FIGURE = Series.of(90_000, 80_000, 100_000);
  private static final Series LIMIT = Series.of(100_000, 100_000, 120_000);

  @Test
  void theJsonHasTheFigureTheLimitTheirRatioAndTheUnit() {
    JsonNode json = json(Report.of("drain", "messages/s", FIGURE, LIMIT));
    assertThat(json.get("benchmark").stringValue()).isEqualTo("drain");
    assertThat(json.get("figure").longValue()).isEqualTo(90_000);
    assertThat(json.get("limit").longValue()).isEqualTo(100_000);
    // of 0.9, 0.8 and 0.833 and not of the medians
    assertThat(json.get("ratio").doubleValue()).isEqualTo(0.8333);
    assertThat(json.get("unit").stringValue()).isEqualTo("messages/s");
    assertThat(json.get("rounds").intValue()).isEqualTo(3);
  }

  @Test
  void theSpreadOfTheRoundsIsTold() {
    JsonNode json = json(Report.of("drain", "messages/s", FIGURE, LIMIT));
    assertThat(json.get("figure_min").longValue()).isEqualTo(80_000);
    assertThat(json.get("figure_max").longValue()).isEqualTo(100_000);
    assertThat(json.get("ratio_min").doubleValue()).isEqualTo(0.8);
  }

  @Test
  void theJsonIsOneLine() {
    Report report = Report.of("drain", "messages/s", FIGURE, LIMIT).text("note", "two\nlines");
    assertThat(report.toJson()).doesNotContain("\n");
  }

  @Test
  void numbersHaveFourSignificantDigitsAndWholeOnesAreKept() {
    Report report =
        Report.of("drain", "messages/s", FIGURE, LIMIT)
            .number("small", 0.000123456)
            .number("middle", 12.3456)
            .number("large", 123_456.7)
            .number("zero", 0)
            .count("messages", 123_456_789);
    JsonNode json = json(report);
    assertThat(json.get("small").doubleValue()).isEqualTo(0.0001235);
    assertThat(json.get("middle").doubleValue()).isEqualTo(12.35);
    assertThat(json.get("large").doubleValue()).isEqualTo(123_457);
    assertThat(json.get("zero").doubleValue()).isZero();
    assertThat(json.get("messages").longValue()).isEqualTo(123_456_789);
  }

  @Test
  void theTableNamesEveryValue() {
    String table = Report.of("drain", "messages/s", FIGURE, LIMIT).series("x", LIMIT).toTable();
    assertThat(table).contains("figure", "90,000", "limit", "ratio", "messages/s", "x_min");
  }

  @Test
  void whatIsNotANumberIsRefused() {
    Report report = Report.of("drain", "messages/s", FIGURE, LIMIT);
    assertThatThrownBy(() -> report.number("x", Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> report.number("x", 1.0 / 0.0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static JsonNode json(Report report) {
    return JsonMapper.shared().readTree(report.toJson());
  }
}
