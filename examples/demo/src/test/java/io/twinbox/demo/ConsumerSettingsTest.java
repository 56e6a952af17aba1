package io.twinbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConsumerSettingsTest {
  @ParameterizedTest
  @EnumSource(ServiceName.class)
  void whatIsWrittenIsRead(ServiceName service) throws IOException {
    ConsumerSettings settings =
        new ConsumerSettings("jdbc:postgresql://h/db?password=a=b#c", "127.0.0.1:9092", service);
    StringWriter out = new StringWriter();
    settings.write(out);

    assertThat(ConsumerSettings.read(new BufferedReader(new StringReader(out.toString()))))
        .isEqualTo(settings);
  }

  @Test
  void missingSettingsAreRefusedByName() {
    BufferedReader in = new BufferedReader(new StringReader("jdbc-url=x\nservice=ORDERS\n\n"));

    assertThatThrownBy(() -> ConsumerSettings.read(in))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("bootstrap-servers");
  }
}
