package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadersJsonTest {

  @Test
  void readsWhatItWrote() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("z", "plain");
    headers.put("a", "\"quoted\" \\ back / slash 𝄞 ünï \u2028 </script>");
    headers.put("empty", "");
    assertThat(HeadersJson.read(HeadersJson.write(headers))).isEqualTo(headers);
    assertThat(HeadersJson.write(headers)).startsWith("{\"z\":\"plain\",\"a\":");
  }

  @Test
  void noHeadersAreAnEmptyObject() {
    assertThat(HeadersJson.write(Map.of())).isEqualTo("{}");
    assertThat(HeadersJson.read("{}")).isEmpty();
    assertThat(HeadersJson.read("{ }")).isEmpty();
  }

  @Test
  void takesWhatOtherProgramsMayHaveWritten() {
    assertThat(
            HeadersJson.read(
                """
                {"n": 1.50, "t": true, "null": null, "o": {"a": [1, "x"]}, "l": [], "s": "x"}
                """))
        .isEqualTo(Map.of("n", "1.50", "t", "true", "o", "{\"a\":[1,\"x\"]}", "l", "[]", "s", "x"));
  }

  /** What PostgreSQL takes as jsonb must be readable: an entry that is not stops the relay. */
  @Test
  void takesWhateverTheDatabaseTakes() {
    String digits = "1".repeat(5_000);
    String deep = "[".repeat(3_000) + "]".repeat(3_000);
    String name = "n".repeat(100_000);
    assertThat(HeadersJson.read("{\"n\":" + digits + "}")).isEqualTo(Map.of("n", digits));
    assertThat(HeadersJson.read("{\"o\":" + deep + "}")).isEqualTo(Map.of("o", deep));
    assertThat(HeadersJson.read("{\"" + name + "\":\"x\"}")).isEqualTo(Map.of(name, "x"));
  }
}
