package io.twinbox.examples.messages.producer;

import java.util.Arrays;

/** The states of the contract. Nobody keeps them: they are made of what Twinbox tells. */
enum Estado {
  /** Waits for its publication. */
  P("Pendiente"),
  /** Kafka has it. */
  E("Enviado"),
  /** Failed, or did not get through in time; will be tried again. */
  X("Error");

  private final String text;

  Estado(String text) {
    this.text = text;
  }

  /** As {@code GET /eventos} tells it. */
  String text() {
    return text;
  }

  /**
   * Of its letter or its text, in whatever case.
   *
   * @throws IllegalRequestException if it is none
   */
  static Estado of(String name) {
    return Arrays.stream(values())
        .filter(it -> it.name().equalsIgnoreCase(name) || it.text.equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalRequestException(
                    "estado debe ser Pendiente, Enviado o Error, no " + name));
  }
}
