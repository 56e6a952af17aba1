package io.twinbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {

  private static final Limits SMALL = new Limits(10, 8, 2, 12);

  @Test
  void theDefaultPayloadLimitIs900KiB() {
    assertThat(Limits.DEFAULT.payloadBytes()).isEqualTo(921_600);
    assertPasses(Limits.DEFAULT, valid().payload(new byte[921_600]));
    InvalidMessageException failure =
        assertFails(Limits.DEFAULT, valid().payload(new byte[921_601]), "payload");
    assertThat(failure.actual()).isEqualTo("921601 bytes");
    assertThat(failure.limit()).isEqualTo("at most 921600 bytes");
    assertThat(failure.remedy()).contains("reference");
  }

  @Test
  void payloadAtTheLimitPassesAndOneMoreFails() {
    assertPasses(SMALL, valid().payload(new byte[10]));
    assertPasses(SMALL, valid().tombstone());
    assertFails(SMALL, valid().payload(new byte[11]), "payload");
    assertFails(SMALL, valid().text("äöüäö!"), "payload");
  }

  @Test
  void keyAtTheLimitPassesAndOneMoreFails() {
    assertPasses(SMALL, valid().key("x".repeat(8)));
    assertPasses(SMALL, valid().key("äöüß"));
    assertPasses(SMALL, valid().key("𝄞𝄞"));
    assertFails(SMALL, valid().key("x".repeat(9)), "key");
    assertFails(SMALL, valid().key("𝄞𝄞x"), "key");
  }

  @Test
  void headersAtTheLimitPassAndOneMoreFails() {
    assertPasses(SMALL, valid().header("a", "").header("b", ""));
    assertFails(SMALL, valid().header("a", "").header("b", "").header("c", ""), "headers");
    assertPasses(SMALL, valid().header("ab", "12").header("cd", "öö12"));
    assertFails(SMALL, valid().header("ab", "12").header("cd", "öö123"), "headers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "é", "ößa", "€", "\ud7ff\ue000", "𝄞", "a𝄞€ö"})
  void countsTheBytesUtf8Takes(String text) {
    assertThat(Text.utf8Size(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void refusesLimitsTheDatabaseCannotKeep() {
    assertThatThrownBy(() -> new Limits(0, 8, 2, 12)).hasMessageContaining("payloadBytes");
    assertThatThrownBy(() -> new Limits(1, 2_049, 2, 12)).hasMessageContaining("keyBytes");
    assertThatThrownBy(() -> new Limits(1, 0, 2, 12)).hasMessageContaining("keyBytes");
    assertThatThrownBy(() -> new Limits(1, 1, -1, 12)).hasMessageContaining("headers");
    assertThatThrownBy(() -> new Limits(1, 1, 1, -1)).hasMessageContaining("headerBytes");
    assertThatCode(() -> new Limits(1, 2_048, 0, 0)).doesNotThrowAnyException();
  }

  private static void assertPasses(Limits limits, Message.Builder builder) {
    assertThatCode(() -> limits.check(builder.build())).doesNotThrowAnyException();
  }

  private static InvalidMessageException assertFails(
      Limits limits, Message.Builder builder, String field) {
    InvalidMessageException failure =
        catchThrowableOfType(InvalidMessageException.class, () -> limits.check(builder.build()));
    assertThat(failure).isNotNull();
    assertThat(failure.field()).isEqualTo(field);
    return failure;
  }

  private static Message.Builder valid() {
    return Message.builder().topic("t").type("T").text("x");
  }
}
