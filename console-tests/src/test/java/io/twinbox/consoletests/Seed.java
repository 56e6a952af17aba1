package io.twinbox.consoletests;

import com.github.f4b6a3.uuid.UuidCreator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Appends by plain SQL, as any program may: what flows, what Kafka refuses, what waits for a topic
 * that is missing, what a handler refuses, and texts that would like to be code in every place
 * where the database takes any text; topics are not among them.
 */
final class Seed {
  /** Each tries another way out of being text. */
  static final List<String> NASTY =
      List.of(
          "<script>window.hurt=1</script>",
          "\"><img src=x onerror=\"window.hurt=1\">",
          "javascript:window.hurt=1",
          "<svg/onload=window.hurt=1>",
          "'-window.hurt-'",
          "\u202Egnp.exe\u202C & <b>bold</b>");

  private static final String APPEND =
      """
      INSERT INTO twinbox.outbox (id, channel, topic, key, type, content_type, payload, headers)
      VALUES (?, 'kafka', ?, ?, ?, 'application/json', ?, ?::jsonb)
      """;

  private static final String LARGE = '"' + "x".repeat(4_000) + '"';

  private final JdbcClient sql;

  Seed(JdbcClient sql) {
    this.sql = sql;
  }

  /** All of it. */
  void sow(int orders) {
    for (int i = 0; i < orders; i++) {
      append(ShopApplication.TOPIC, "customer-" + i % 20, "OrderPlaced", order(i), "{}");
    }
    for (int i = 0; i < 3; i++) {
      append("missing-topic", "customer-" + i, "OrderPlaced", order(i), "{}");
      append("small-records", "customer-" + i, "OrderPlaced", LARGE, "{}");
      append("tiny-records", "customer-" + i, "OrderPlaced", LARGE, "{}");
    }
    for (String nasty : NASTY) {
      String json = "\"" + nasty.replace("\"", "\\\"") + "\"";
      append(ShopApplication.TOPIC, nasty, nasty, "{\"note\": " + json + "}", header(json));
      append(
          ShopApplication.TOPIC,
          "poisoned " + nasty,
          nasty,
          "{\"" + ShopApplication.POISON + "\": " + json + "}",
          header(json));
    }
  }

  private void append(String topic, String key, String type, String payload, String headers) {
    sql.sql(APPEND)
        .params(
            UuidCreator.getTimeOrderedEpoch(),
            topic,
            key,
            type,
            payload.getBytes(StandardCharsets.UTF_8),
            headers)
        .update();
  }

  private static String order(int number) {
    return "{\"order\": %d, \"item\": \"kettle\", \"cents\": 2900}".formatted(number);
  }

  private static String header(String json) {
    return "{\"note\": " + json + "}";
  }
}
