package io.twinbox.checker;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * A payload in 64 bits: the first eight bytes of its SHA-256. A changed payload goes unnoticed with
 * a probability of 2^-64 per message. Thread-safe.
 */
public final class Fingerprint {
  /** The fingerprint of "no payload" (a tombstone). */
  public static final long NONE = 0;

  private Fingerprint() {}

  /** The fingerprint of a payload; {@link #NONE} for null, never {@link #NONE} otherwise. */
  public static long of(byte @Nullable [] payload) {
    if (payload == null) {
      return NONE;
    }
    long first = ByteBuffer.wrap(sha256().digest(payload)).getLong();
    return first == NONE ? 1 : first;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
