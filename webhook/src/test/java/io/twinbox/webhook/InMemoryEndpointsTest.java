package io.twinbox.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints from properties. */
class InMemoryEndpointsTest {

  @Test
  void anEndpointHasAUrlAndReferencesToSecrets() {
    InMemoryEndpoints endpoints =
        InMemoryEndpoints.of(
            Map.of("a.b.url", "https://example.com/in?x=1", "a.b.secrets", "env:NEW, env:OLD"));

    assertThat(endpoints.find("a.b"))
        .contains(
            new Endpoint(
                "a.b", URI.create("https://example.com/in?x=1"), List.of("env:NEW", "env:OLD")));
    assertThat(endpoints.find("a")).isEmpty();
  }

  @Test
  void whatIsMissingOrUnknownIsNamed() {
    assertThatThrownBy(() -> InMemoryEndpoints.of(Map.of("a.secrets", "env:A")))
        .hasMessageContaining("a.secrets");
    assertThatThrownBy(() -> InMemoryEndpoints.of(Map.of("a.url", "https://example.com")))
        .hasMessageContaining("secret");
    assertThatThrownBy(() -> InMemoryEndpoints.of(Map.of("a.ulr", "https://example.com")))
        .hasMessageContaining("a.ulr");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://example.com",
        "example.com",
        "https:///path",
        "https://user:geheim@example.com",
        "https://example.com#geheim",
        "https://exa mple/geheim",
        "file:/etc/passwd"
      })
  void aUrlThatWillNotDoIsRefusedAndNotRepeated(String url) {
    assertThatThrownBy(() -> InMemoryEndpoints.of(Map.of("a.url", url, "a.secrets", "env:A")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("geheim");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "whsec_geheimMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "env:whsec_geheimMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "geheimMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw=",
        "env:OLD,whsec_geheim",
        "env:"
      })
  void aSecretWhereAReferenceBelongsIsRefusedAndNotRepeated(String secrets) {
    assertThatThrownBy(
            () -> InMemoryEndpoints.of(Map.of("a.url", "https://e.example", "a.secrets", secrets)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("references")
        .hasMessageNotContaining("geheim");
  }

  @Test
  void aDisabledEndpointIsEnabledByAnOperator() {
    InMemoryEndpoints endpoints =
        InMemoryEndpoints.of(Map.of("a.url", "https://example.com", "a.secrets", "env:A"));
    endpoints.disable("a", "gone");
    assertThat(endpoints.disabledBecause("a")).contains("gone");
    endpoints.enable("a");
    assertThat(endpoints.disabledBecause("a")).isEmpty();
  }

  @Test
  void whatIsPrintedSaysNothingOfPathOrQuery() {
    Endpoint endpoint =
        new Endpoint("a", URI.create("https://example.com/geheim?k=geheim"), List.of("env:A"));
    assertThat(endpoint.toString()).contains("example.com").doesNotContain("geheim");
  }
}
