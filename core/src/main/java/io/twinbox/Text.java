package io.twinbox;

/** What the characters of a text are, told without making bytes of it. */
final class Text {

  private static final int SHOWN = 60;

  private Text() {}

  /** Size in UTF-8 bytes, of a text without unpaired surrogates. */
  static long utf8Size(String text) {
    long size = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        // A surrogate pair is four bytes for two characters, anything else from U+0800 on three.
        size += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return size;
  }

  /** Index of the first surrogate without its other half; -1 if there is none. */
  static int unpairedSurrogate(String text) {
    int codePoint;
    for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        return i;
      }
    }
    return -1;
  }

  /** Index of the first control character (C0, DEL, C1); -1 if there is none. */
  static int controlCharacter(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The text in quotes, made safe for a log: nothing but printable ASCII, and not too much of it.
   */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder("'");
    for (int i = 0; i < Math.min(text.length(), SHOWN); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c <= '~') {
        shown.append(c);
      } else {
        shown.append(String.format("\\u%04x", (int) c));
      }
    }
    return shown.append(text.length() > SHOWN ? "...'" : "'").toString();
  }
}
