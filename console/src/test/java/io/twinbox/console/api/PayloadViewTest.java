package io.twinbox.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadViewTest {

  @Test
  void textIsShownAsTextAndBytesAsBase64() {
    assertThat(PayloadView.of("text/plain", "añ\n€".getBytes(StandardCharsets.UTF_8)).text())
        .isEqualTo("añ\n€");
    PayloadView bytes = PayloadView.of(null, new byte[] {(byte) 0xff, 0});
    assertThat(bytes.text()).isNull();
    assertThat(bytes.base64()).isEqualTo("/wA=");
    assertThat(PayloadView.of(null, null).bytes()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "a\u0007", "\u001b[31m", "\u007f"})
  void textWithControlCharactersIsNoText(String text) {
    assertThat(PayloadView.of(null, text.getBytes(StandardCharsets.UTF_8)).text()).isNull();
  }

  @Test
  void aCutInTheMiddleOfACharacterLeavesText() {
    for (String filler : new String[] {"", "a", "aa", "aaa"}) {
      byte[] text = (filler + "😀€ñ".repeat(40_000)).getBytes(StandardCharsets.UTF_8);
      PayloadView view = PayloadView.of(null, text);
      assertThat(view.bytes()).isEqualTo(text.length);
      assertThat(view.text()).isNotNull();
      assertThat(view.shown()).isBetween(PayloadView.MOST - 3, PayloadView.MOST);
    }
  }
}
