package io.twinbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RelaySettingsTest {
  private final RelaySettings settings =
      new RelaySettings(
          "jdbc:postgresql://127.0.0.1:5432/shop?user=relay&password=a=b#c\\d é",
          "127.0.0.1:9092",
          "orders",
          Duration.ofMillis(2_500));

  @Test
  void whatIsWrittenIsRead() throws IOException {
    assertThat(RelaySettings.read(new BufferedReader(new StringReader(written()))))
        .isEqualTo(settings);
  }

  @Test
  void whatFollowsStaysUnread() throws IOException {
    BufferedReader in = new BufferedReader(new StringReader(written() + "more\n"));

    RelaySettings.read(in);

    assertThat(in.readLine()).isEqualTo("more");
  }

  @Test
  void missingSettingsAreRefusedByName() {
    BufferedReader in = new BufferedReader(new StringReader("relay=orders\nlease=PT3S\n\n"));

    assertThatThrownBy(() -> RelaySettings.read(in))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("jdbc-url");
  }

  private String written() throws IOException {
    StringWriter out = new StringWriter();
    settings.write(out);
    return out.toString();
  }
}
