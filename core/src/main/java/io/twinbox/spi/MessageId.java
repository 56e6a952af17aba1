package io.twinbox.spi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import java.util.UUID;

/**
 * What the inbox deduplicates by.
 *
 * <p>An id that is a UUIDv7 is taken as it is: the time inside it tells for how long it is
 * remembered. Every other id is hashed to a UUID of version 8, and the record's timestamp tells its
 * age.
 *
 * @param uuid what the ledger holds
 * @param text the id as it came, for people; bounded by {@link #MAX_TEXT} characters
 */
public record MessageId(UUID uuid, String text) {
  /** Longest text kept; longer ones are cut, the hash is of the whole. */
  public static final int MAX_TEXT = 255;

  private static final int CANONICAL_LENGTH = 36;

  public MessageId {
    Objects.requireNonNull(uuid, "uuid");
    Objects.requireNonNull(text, "text");
    if (text.length() > MAX_TEXT) {
      text = text.substring(0, MAX_TEXT);
    }
  }

  /** An id that Twinbox itself gave, or any other UUID that stands for itself. */
  public static MessageId of(UUID uuid) {
    return isTimed(uuid) ? new MessageId(uuid, uuid.toString()) : of("", uuid.toString());
  }

  /**
   * The id a stranger gave.
   *
   * @param source whose id it is, for example {@code ce_source}: two sources may give the same id.
   *     Empty if there is none. Does not matter where {@code text} is a UUIDv7
   * @param text the id, not empty
   */
  public static MessageId of(String source, String text) {
    if (text.length() == CANONICAL_LENGTH && isCanonical(text)) {
      UUID parsed = UUID.fromString(text);
      if (isTimed(parsed)) {
        return new MessageId(parsed, text);
      }
    }
    return new MessageId(hash(source, text), text);
  }

  /** For a record without any id: where it stands is what it is. */
  public static MessageId ofPlace(Partition partition, long offset) {
    String text = partition + "@" + offset;
    return new MessageId(hash("twinbox:place", text), text);
  }

  /** Whether the time inside the id tells how old it is (a UUIDv7). */
  public boolean timed() {
    return isTimed(uuid);
  }

  /**
   * Milliseconds since 1970 as told by the id.
   *
   * @throws IllegalStateException if the id tells no time
   */
  public long epochMillis() {
    if (!timed()) {
      throw new IllegalStateException("the id tells no time: " + uuid);
    }
    return uuid.getMostSignificantBits() >>> 16;
  }

  private static boolean isTimed(UUID uuid) {
    return uuid.version() == 7 && uuid.variant() == 2;
  }

  private static boolean isCanonical(String text) {
    for (int i = 0; i < text.length(); i++) {
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? text.charAt(i) != '-' : Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Lengths first: ("a", "bc") and ("ab", "c") are different ids. */
  private static UUID hash(String source, String text) {
    byte[] from = source.getBytes(StandardCharsets.UTF_8);
    byte[] id = text.getBytes(StandardCharsets.UTF_8);
    MessageDigest digest = sha256();
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(from.length).array());
    digest.update(from);
    digest.update(id);
    ByteBuffer bits = ByteBuffer.wrap(digest.digest());
    long most = (bits.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x8000L;
    long least = (bits.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(most, least);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
