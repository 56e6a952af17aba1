package io.twinbox.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scheme's published example, and what must not pass. */
class WebhookVerifierTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OTHER = Signatures.secret(7);
  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final long TIME = 1614265330;
  private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
  private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  @Test
  void thePublishedExampleIsSignedAsPublished() {
    assertThat(SigningKey.parse(SECRET).sign(ID, TIME, BODY)).isEqualTo(SIGNATURE);
    assertThat(Signatures.of(SECRET, ID, String.valueOf(TIME), BODY)).isEqualTo(SIGNATURE);
  }

  @Test
  void aGenuineRequestPasses() {
    assertThat(at(TIME, SECRET).verify(ID, text(TIME), SIGNATURE, BODY)).isTrue();
  }

  @Test
  void whileAKeyIsRotatedEitherSideMayHaveBoth() {
    String both = "v1," + "AAAA".repeat(11) + " " + SIGNATURE + " v1a,other";
    assertThat(at(TIME, SECRET).verify(ID, text(TIME), both, BODY)).isTrue();
    assertThat(at(TIME, OTHER, SECRET).verify(ID, text(TIME), SIGNATURE, BODY)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"-300, true", "-301, false", "300, true", "301, false"})
  void aRequestIsAsOldAsTheToleranceAtMost(long seconds, boolean passes) {
    assertThat(at(TIME + seconds, SECRET).verify(ID, text(TIME), SIGNATURE, BODY))
        .isEqualTo(passes);
  }

  @Test
  void whatIsChangedOrMissingDoesNotPass() {
    WebhookVerifier verifier = at(TIME, SECRET);
    assertThat(verifier.verify("msg_2", text(TIME), SIGNATURE, BODY)).isFalse();
    assertThat(verifier.verify(ID, text(TIME + 1), SIGNATURE, BODY)).isFalse();
    assertThat(verifier.verify(ID, text(TIME), SIGNATURE, "{}".getBytes(UTF_8))).isFalse();
    assertThat(verifier.verify(ID, text(TIME), SIGNATURE.substring(3), BODY)).isFalse();
    assertThat(verifier.verify(ID, text(TIME), "v2" + SIGNATURE.substring(2), BODY)).isFalse();
    assertThat(verifier.verify(null, text(TIME), SIGNATURE, BODY)).isFalse();
    assertThat(verifier.verify(ID, null, SIGNATURE, BODY)).isFalse();
    assertThat(verifier.verify(ID, "soon", SIGNATURE, BODY)).isFalse();
    assertThat(verifier.verify(ID, text(TIME), null, BODY)).isFalse();
    assertThat(at(TIME, OTHER).verify(ID, text(TIME), SIGNATURE, BODY)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secret", "whsec_", "whsec_c2hvcnQ=", "whsec_!geheim!", "WHSEC_AAAA"})
  void aMalformedSecretIsRefusedAndNotRepeated(String secret) {
    assertThatThrownBy(() -> new WebhookVerifier(secret))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageNotContaining("geheim")
        .hasMessageNotContaining("c2hvcnQ");
  }

  private static WebhookVerifier at(long seconds, String... secrets) {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(seconds), ZoneOffset.UTC);
    return new WebhookVerifier(Duration.ofMinutes(5), clock, secrets);
  }

  private static String text(long seconds) {
    return String.valueOf(seconds);
  }
}
