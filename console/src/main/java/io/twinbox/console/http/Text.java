package io.twinbox.console.http;

/** What may be asked of texts that come from outside. */
public final class Text {
  private Text() {}

  /**
   * Refuses what no database takes as text.
   *
   * @throws RefusedException with the name, if the text has a NUL or half a surrogate pair
   */
  public static String requireStorable(String name, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean paired =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (c == 0 || (Character.isSurrogate(c) && !paired)) {
        throw RefusedException.invalid(name + " has a character that is none");
      }
      if (paired) {
        i++;
      }
    }
    return text;
  }

  /** The text for a log or an answer: cut, control characters and direction marks as a dot. */
  public static String shown(String text, int longest) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(longest)
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean hidden =
                  type == Character.CONTROL
                      || type == Character.FORMAT
                      || type == Character.SURROGATE
                      || type == Character.LINE_SEPARATOR
                      || type == Character.PARAGRAPH_SEPARATOR;
              shown.appendCodePoint(hidden ? '.' : c);
            });
    return shown.toString();
  }
}
