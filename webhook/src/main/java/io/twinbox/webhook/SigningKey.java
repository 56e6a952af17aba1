package io.twinbox.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One secret of the Standard Webhooks scheme: {@code whsec_} and base64 of 24 to 64 bytes. Signs
 * {@code id.timestamp.body} with HMAC-SHA256. Immutable; its text says nothing about it.
 */
final class SigningKey {
  static final String PREFIX = "whsec_";

  /** What precedes each signature. */
  static final String VERSION = "v1,";

  private static final int SHORTEST = 24;
  private static final int LONGEST = 64;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private SigningKey(byte[] bytes) {
    this.key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /**
   * @throws IllegalArgumentException saying what is wrong, without the secret
   */
  static SigningKey parse(String secret) {
    if (!secret.startsWith(PREFIX)) {
      throw new IllegalArgumentException("a secret begins with " + PREFIX);
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      // Without the cause: its message shows a part of the secret.
      throw new IllegalArgumentException("a secret is base64 behind " + PREFIX);
    }
    if (bytes.length < SHORTEST || bytes.length > LONGEST) {
      throw new IllegalArgumentException(
          "a secret has " + SHORTEST + " to " + LONGEST + " bytes, has " + bytes.length);
    }
    return new SigningKey(bytes);
  }

  /** The signature, as it stands in the header. */
  String sign(String id, long timestamp, byte[] body) {
    return VERSION + Base64.getEncoder().encodeToString(mac(id, timestamp, body));
  }

  private byte[] mac(String id, long timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + '.' + timestamp + '.').getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "SigningKey";
  }
}
