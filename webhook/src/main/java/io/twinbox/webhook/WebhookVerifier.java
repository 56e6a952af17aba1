package io.twinbox.webhook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * For those who receive webhooks: tells whether a request was signed by somebody who knows one of
 * the secrets, and lately. Follows Standard Webhooks, so that it verifies other senders' too.
 *
 * <p>Immutable and thread-safe. Give it the body's bytes as they arrived, not a parsed and printed
 * copy. A request is delivered again when its answer was lost: remember the id, as the inbox does.
 */
public final class WebhookVerifier {
  /** Header of the message's id. */
  public static final String ID = "webhook-id";

  /** Header of the time of the attempt, in seconds since 1970. */
  public static final String TIMESTAMP = "webhook-timestamp";

  /** Header of the signatures, separated by spaces. */
  public static final String SIGNATURE = "webhook-signature";

  /** How far the sender's clock and ours may differ, unless told otherwise. */
  public static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);

  private final List<SigningKey> keys;
  private final Duration tolerance;
  private final Clock clock;

  /**
   * Accepts what one of the secrets has signed: while a key is rotated, give the old and the new.
   *
   * @param secrets each {@code whsec_} and base64; one or more
   * @throws IllegalArgumentException if one is malformed, without repeating it
   */
  public WebhookVerifier(String... secrets) {
    this(DEFAULT_TOLERANCE, Clock.systemUTC(), secrets);
  }

  /**
   * The same with another tolerance and clock.
   *
   * @param tolerance positive
   */
  public WebhookVerifier(Duration tolerance, Clock clock, String... secrets) {
    if (secrets.length == 0) {
      throw new IllegalArgumentException("a verifier needs a secret");
    }
    if (tolerance.isNegative() || tolerance.isZero()) {
      throw new IllegalArgumentException("tolerance must be positive, is " + tolerance);
    }
    this.keys = Arrays.stream(secrets).map(SigningKey::parse).toList();
    this.tolerance = tolerance;
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Whether the request is genuine. Takes as long for a wrong signature as for a right one.
   *
   * @param id header {@value #ID}; null = missing
   * @param timestamp header {@value #TIMESTAMP}; null = missing
   * @param signatures header {@value #SIGNATURE}; null = missing
   * @param body as it arrived
   */
  public boolean verify(
      @Nullable String id, @Nullable String timestamp, @Nullable String signatures, byte[] body) {
    if (id == null || id.isEmpty() || timestamp == null || signatures == null) {
      return false;
    }
    long seconds;
    try {
      seconds = Long.parseLong(timestamp);
    } catch (NumberFormatException e) {
      return false;
    }
    long now = clock.instant().getEpochSecond();
    long allowed = tolerance.toSeconds();
    if (seconds < now - allowed || seconds > now + allowed) {
      return false;
    }
    boolean genuine = false;
    for (SigningKey key : keys) {
      byte[] expected = key.sign(id, seconds, body).getBytes(StandardCharsets.UTF_8);
      for (String signature : signatures.split(" ", -1)) {
        genuine |= MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
      }
    }
    return genuine;
  }
}
