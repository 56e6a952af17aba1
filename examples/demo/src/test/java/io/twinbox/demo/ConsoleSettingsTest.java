package io.twinbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ConsoleSettingsTest {
  private final ConsoleSettings settings =
      new ConsoleSettings(
          4_711, "jdbc:postgresql://h/orders?password=it's", "jdbc:postgresql://h/p", "h:9092");

  @Test
  void whatIsWrittenIsRead() throws IOException {
    StringWriter written = new StringWriter();
    settings.write(written);

    assertThat(ConsoleSettings.read(new BufferedReader(new StringReader(written.toString()))))
        .isEqualTo(settings);
  }

  @Test
  void theServerIsToldToShowAndNotToRelay() {
    assertThat(ConsoleProcess.configuration(settings))
        .contains("port: 4711", "url: 'jdbc:postgresql://h/orders?password=it''s'")
        .containsPattern("orders:\\R.*\\R.*\\R\\s+relay: \\{enabled: false}")
        .containsPattern("payments:\\R.*\\R.*\\R\\s+relay: \\{enabled: false}");
  }
}
