package io.twinbox.kafka;

/** How many letters two words differ by (Levenshtein), for "did you mean". */
final class EditDistance {
  private EditDistance() {}

  /**
   * Whether {@code a} becomes {@code b} with at most {@code limit} letters put in, out or changed.
   */
  static boolean within(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) > limit) {
      return false;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()] <= limit;
  }
}
