package io.twinbox.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class JsonCodecTest {

  record Paid(String orderId, Instant at) {}

  private final JsonCodec<Paid> codec = JsonCodec.of(Paid.class);

  @Test
  void readsWhatItWrote() {
    Paid paid = new Paid("o-ä-𝄞", Instant.parse("2024-02-29T12:00:00Z"));
    assertThat(codec.decode(codec.encode(paid))).isEqualTo(paid);
    assertThat(codec.contentType()).isEqualTo("application/json");
  }

  @Test
  void writesTimesAsText() {
    assertThat(new String(codec.encode(new Paid("o", Instant.EPOCH)), StandardCharsets.UTF_8))
        .isEqualTo("{\"orderId\":\"o\",\"at\":\"1970-01-01T00:00:00Z\"}");
  }

  @Test
  void ignoresPropertiesALaterReleaseAdds() {
    assertThat(decode("{\"orderId\":\"o\",\"later\":1}").orderId()).isEqualTo("o");
  }

  @Test
  void usesTheApplicationsOwnMapper() {
    JsonMapper strict =
        JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    byte[] bytes = "{\"later\":1}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> JsonCodec.of(Paid.class, strict).decode(bytes))
        .isInstanceOf(DatabindException.class);
  }

  @Test
  void refusesWhatIsNotAValue() {
    assertThatThrownBy(() -> decode("null")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> decode("{")).hasMessageContaining("end-of-input");
  }

  private Paid decode(String json) {
    return codec.decode(json.getBytes(StandardCharsets.UTF_8));
  }
}
