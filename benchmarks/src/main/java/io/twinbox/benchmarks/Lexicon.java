package io.twinbox.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Made-up words of two to four syllables, all different, the same for the same seed.
 *
 * <p>Payloads are written with them because a compressor would make too little of repeated text and
 * too much of random letters: both flatter or blacken a figure.
 *
 * <p>This class is thread-safe.
 */
final class Lexicon {
  private static final String[] ONSETS = {
    "b", "br", "c", "ch", "d", "dr", "f", "g", "gl", "h", "j", "k", "l", "m", "n", "p", "pr", "r",
    "s", "st", "t", "tr", "v", "w", "z"
  };
  private static final String[] NUCLEI = {"a", "e", "i", "o", "u", "ai", "ea", "io", "ou"};
  private static final String[] CODAS = {"", "", "", "l", "m", "n", "r", "s", "t", "nd", "rk"};

  private final byte[][] words;

  /**
   * @param size number of words, 1 to 100,000
   */
  Lexicon(long seed, int size) {
    if (size < 1 || size > 100_000) {
      throw new IllegalArgumentException("size must be 1 to 100,000: " + size);
    }
    SplittableRandom random = new SplittableRandom(seed);
    Set<String> made = new LinkedHashSet<>();
    while (made.size() < size) {
      made.add(makeWord(random));
    }
    words =
        made.stream().map(word -> word.getBytes(StandardCharsets.US_ASCII)).toArray(byte[][]::new);
  }

  /** Any of the words, in ASCII. The array is shared: do not change it. */
  byte[] word(SplittableRandom random) {
    return words[random.nextInt(words.length)];
  }

  int size() {
    return words.length;
  }

  private static String makeWord(SplittableRandom random) {
    StringBuilder word = new StringBuilder();
    for (int syllables = random.nextInt(2, 5); syllables > 0; syllables--) {
      word.append(any(ONSETS, random)).append(any(NUCLEI, random)).append(any(CODAS, random));
    }
    return word.toString();
  }

  private static String any(String[] choice, SplittableRandom random) {
    return choice[random.nextInt(choice.length)];
  }
}
