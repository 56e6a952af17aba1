package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdlenessTest {
  private final Idleness idleness = new Idleness();

  private int looksUntilTooLong() {
    int looks = 1;
    while (!idleness.tooLong()) {
      looks++;
    }
    return looks;
  }

  @Test
  void eachReplacementInARowIsTwiceAsFarAwayAsTheOneBefore() {
    assertThat(looksUntilTooLong()).isEqualTo(Idleness.LOOKS);
    assertThat(looksUntilTooLong()).isEqualTo(2 * Idleness.LOOKS);
    assertThat(looksUntilTooLong()).isEqualTo(4 * Idleness.LOOKS);
  }

  @Test
  void thereIsALongest() {
    for (int i = 0; i < 10; i++) {
      looksUntilTooLong();
    }
    assertThat(looksUntilTooLong()).isEqualTo(Idleness.LOOKS_MAX);
  }

  @Test
  void anAcknowledgementStartsTheCountAfresh() {
    looksUntilTooLong();
    idleness.tooLong();
    idleness.end();
    assertThat(looksUntilTooLong()).isEqualTo(Idleness.LOOKS);
  }

  @Test
  void aClusterThatIsNotWellExplainsTheWaitingButForgivesNothing() {
    looksUntilTooLong();
    idleness.tooLong();
    idleness.excuse();
    assertThat(looksUntilTooLong()).isEqualTo(2 * Idleness.LOOKS);
  }
}
