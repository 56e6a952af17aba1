package io.twinbox.examples.messages.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EstadoTest {

  @Test
  void aStateIsFoundByItsLetterAndByItsTextInWhateverCase() {
    assertThat(Estado.of("e")).isEqualTo(Estado.E);
    assertThat(Estado.of("Enviado")).isEqualTo(Estado.E);
    assertThat(Estado.of("pendiente")).isEqualTo(Estado.P);
    assertThat(Estado.of("ERROR")).isEqualTo(Estado.X);
  }

  @Test
  void whatIsNoStateIsRefused() {
    assertThatThrownBy(() -> Estado.of("Quizás"))
        .isInstanceOf(IllegalRequestException.class)
        .hasMessageContaining("Quizás");
  }
}
