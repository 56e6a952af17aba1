package io.twinbox.inbox;

import io.twinbox.spi.InboxRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The two hashes that are stored: neither may ever change. */
final class Hashes {
  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  /** Never used itself, only cloned: that costs a fraction of asking the providers. */
  private static final MessageDigest SHA_256 = sha256();

  private Hashes() {}

  /** First 64 bits of the value's SHA-256; 0 for a tombstone. */
  static long payload(InboxRecord record) {
    byte[] value = record.value();
    return value == null ? 0 : ByteBuffer.wrap(digest().digest(value)).getLong();
  }

  /** FNV-1a of topic and key, mixed so that its low bits spread; null without a key. */
  static @Nullable Long lane(InboxRecord record) {
    byte[] key = record.key();
    if (key == null) {
      return null;
    }
    long hash = fnv(FNV_OFFSET, record.partition().topic().getBytes(StandardCharsets.UTF_8));
    hash = fnv((hash ^ '/') * FNV_PRIME, key);
    hash ^= hash >>> 33;
    hash *= 0xFF51AFD7ED558CCDL;
    return hash ^ (hash >>> 33);
  }

  private static long fnv(long start, byte[] bytes) {
    long hash = start;
    for (byte b : bytes) {
      hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
    }
    return hash;
  }

  private static MessageDigest digest() {
    try {
      return (MessageDigest) SHA_256.clone();
    } catch (CloneNotSupportedException e) {
      return sha256(); // a provider that cannot
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
