package io.twinbox.console.api;

import io.twinbox.console.http.RefusedException;
import io.twinbox.console.http.Reply;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A payload to look at. */
record PayloadView(
    @Nullable String contentType,
    @Nullable Integer bytes,
    int shown,
    @Nullable String text,
    @Nullable String base64) {
  /** What is longer is cut, and can be downloaded. */
  static final int MOST = 256 * 1024;

  static PayloadView of(@Nullable String contentType, byte @Nullable [] payload) {
    if (payload == null) {
      return new PayloadView(contentType, null, 0, null, null);
    }
    byte[] shown = payload.length <= MOST ? payload : Arrays.copyOf(payload, MOST);
    String text = text(shown, shown.length < payload.length);
    int length = text == null ? shown.length : text.getBytes(StandardCharsets.UTF_8).length;
    return new PayloadView(
        contentType,
        payload.length,
        length,
        text,
        text == null ? Base64.getEncoder().encodeToString(shown) : null);
  }

  /**
   * The bytes as text.
   *
   * @param cut whether they end in the middle, perhaps of a character
   * @return null if they are none, or have control characters
   */
  static @Nullable String text(byte[] bytes, boolean cut) {
    int length = cut ? wholeCharacters(bytes) : bytes.length;
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
      boolean plain = text.chars().allMatch(c -> c >= ' ' ? c != 127 : "\t\r\n".indexOf(c) >= 0);
      return plain ? text : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static int wholeCharacters(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes.length - end < 4 && (bytes[end - 1] & 0xC0) == 0x80) {
      end--;
    }
    // The first byte of a character that is not whole goes too; one that stands alone stays.
    return end > 0 && (bytes[end - 1] & 0x80) != 0 ? end - 1 : bytes.length;
  }

  /**
   * A payload as a file: whatever it is, no browser opens it here.
   *
   * @throws RefusedException if there is none
   */
  static Reply file(String name, byte @Nullable [] payload) {
    if (payload == null) {
      throw RefusedException.notFound("it is a tombstone: there is no payload");
    }
    return new Reply(
        200,
        "application/octet-stream",
        Map.of("Content-Disposition", "attachment; filename=\"" + name + ".bin\""),
        payload);
  }
}
