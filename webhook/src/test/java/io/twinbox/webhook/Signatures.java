package io.twinbox.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The scheme as its specification says, written a second time and knowing nothing of ours. */
final class Signatures {
  private Signatures() {}

  static String of(String secret, String id, String timestamp, byte[] body) {
    try {
      ByteArrayOutputStream signed = new ByteArrayOutputStream();
      signed.writeBytes(id.getBytes(UTF_8));
      signed.write('.');
      signed.writeBytes(timestamp.getBytes(UTF_8));
      signed.write('.');
      signed.writeBytes(body);
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] key = Base64.getDecoder().decode(secret.replace("whsec_", ""));
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.toByteArray()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String secret(long seed) {
    byte[] key = new byte[32];
    new Random(seed).nextBytes(key);
    return "whsec_" + Base64.getEncoder().encodeToString(key);
  }
}
