package io.twinbox.admin;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a relay or a consumer stands, in one sentence that names the cause and since when.
 *
 * @param code what is said: for programs, and for other languages
 * @param text the sentence, in English, without the time
 * @param cause the error, the operator or the topic behind it; null = there is none
 * @param since since when, by the database's clock; null = not known, or all is well
 * @param count how many lanes, topics, letters or entries it is about; 0 = it is not about a number
 */
public record HealthSentence(
    HealthCode code, String text, @Nullable String cause, @Nullable Instant since, long count) {
  public HealthSentence {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(text, "text");
  }

  /** Nothing to say. */
  public static HealthSentence well(String text) {
    return new HealthSentence(HealthCode.WELL, text, null, null, 0);
  }
}
