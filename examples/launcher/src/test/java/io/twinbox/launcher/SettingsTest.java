package io.twinbox.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SettingsTest {
  private final Settings settings =
      Settings.none().property("server.port", "8080").environment("SECRET", "whsec_x");

  @Test
  void propertiesAreArgumentsAndSecretsAreNot() {
    assertThat(settings.arguments()).containsExactly("--server.port=8080");
    assertThat(settings.environment()).containsOnlyKeys("SECRET");
  }

  @Test
  void theLaterOneWins() {
    Settings more = Settings.none().property("server.port", "9090");
    assertThat(settings.and(more).arguments()).containsExactly("--server.port=9090");
    assertThat(settings.arguments()).containsExactly("--server.port=8080");
  }
}
