package io.twinbox.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class LexiconTest {

  @Test
  void theSameSeedMakesTheSameWords() {
    assertThat(words(new Lexicon(7, 500), 100)).isEqualTo(words(new Lexicon(7, 500), 100));
    assertThat(words(new Lexicon(7, 500), 100)).isNotEqualTo(words(new Lexicon(8, 500), 100));
  }

  @Test
  void wordsAreLowerCaseAsciiAndVaried() {
    List<String> words = words(new Lexicon(1, 16_384), 10_000);
    assertThat(words).allMatch(word -> word.matches("[a-z]{4,24}"));
    assertThat(new HashSet<>(words)).hasSizeGreaterThan(6_000);
  }

  /** Prose in English compresses to between a third and a half; so must ours. */
  @Test
  void textOfItCompressesLikeProse() {
    byte[] text =
        String.join(" ", words(new Lexicon(1, 16_384), 10_000)).getBytes(StandardCharsets.US_ASCII);
    Deflater deflater = new Deflater();
    deflater.setInput(text);
    deflater.finish();
    int compressed = deflater.deflate(new byte[text.length]);
    deflater.end();
    assertThat((double) compressed / text.length).isBetween(0.3, 0.55);
  }

  @Test
  void aLexiconWithoutWordsIsRefused() {
    assertThatThrownBy(() -> new Lexicon(1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Lexicon(1, 100_001)).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> words(Lexicon lexicon, int count) {
    SplittableRandom random = new SplittableRandom(3);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      words.add(new String(lexicon.word(random), StandardCharsets.US_ASCII));
    }
    return words;
  }
}
