package io.twinbox.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TopicContentTest {

  @Test
  void whatIsCompleteAndInOrderPasses() {
    TopicContent content = content("a0", "b1", "a2", "b3");
    assertThat(content).isEqualTo(new TopicContent(4, 4, 0));
    assertThatCode(() -> content.check(ContenderKind.RELAY, 4)).doesNotThrowAnyException();
  }

  @Test
  void aMissingMessageVoidsTheFigure() {
    assertThatThrownBy(() -> content("a0", "a2").check(ContenderKind.RELAY, 3))
        .hasMessageContaining("void");
  }

  @Test
  void aRepeatedMessageIsNotAMissingOne() {
    TopicContent content = content("a0", "a1", "a1", "a0");
    assertThat(content).isEqualTo(new TopicContent(4, 2, 0));
    assertThatThrownBy(() -> content.check(ContenderKind.RELAY, 4)).hasMessageContaining("void");
  }

  @Test
  void orderIsLookedAtKeyByKey() {
    assertThat(content("a1", "b0", "b2", "a3").inverted()).isZero();
    assertThat(content("a1", "a0").inverted()).isEqualTo(1);
  }

  private static TopicContent content(String... records) {
    TopicContent.Tally tally = new TopicContent.Tally();
    for (String record : records) {
      byte[] key = record.substring(0, 1).getBytes(StandardCharsets.US_ASCII);
      tally.add(key, Long.parseLong(record.substring(1)));
    }
    return tally.content();
  }
}
