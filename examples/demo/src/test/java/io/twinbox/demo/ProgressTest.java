package io.twinbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void elsewhereThanOnATerminalThereAreLinesAndNoControlCharacters() {
    try (Progress progress = new Progress(out, false)) {
      progress.say("killed %d of %d", 1, 3);
    }

    assertThat(text()).endsWith("killed 1 of 3" + System.lineSeparator()).doesNotContain("\033");
  }

  @Test
  void onATerminalOneLineRefreshesItself() {
    try (Progress progress = new Progress(out, true)) {
      progress.show(() -> "committed 5");
      await().until(() -> text().contains("committed 5"));
    }

    assertThat(text()).contains("\r\033[K").doesNotContain(System.lineSeparator());
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
