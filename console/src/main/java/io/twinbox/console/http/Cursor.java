package io.twinbox.console.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ended: opaque to who asks, and good for the same filter only. It holds a place and
 * nothing that grants anything, so it is not signed.
 */
public final class Cursor {
  private static final String VERSION = "1";

  private Cursor() {}

  /**
   * The place a query's cursor names.
   *
   * @return null = from the beginning
   * @throws RefusedException if it is none of ours, or of another filter
   */
  public static @Nullable Long place(Query query) {
    String cursor = query.text("cursor", 200);
    if (cursor == null) {
      return null;
    }
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII)
              .split(":", -1);
      if (parts.length == 3
          && parts[0].equals(VERSION)
          && parts[1].matches("[0-9]{1,18}")
          && parts[2].equals(query.fingerprint())) {
        return Long.valueOf(parts[1]);
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw RefusedException.invalid("the cursor is not one of this filter");
  }

  /** The cursor of a place for the same filter. */
  public static String at(long place, Query query) {
    String text = VERSION + ":" + place + ":" + query.fingerprint();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
