package io.twinbox.console.api;

import io.twinbox.admin.Act;
import io.twinbox.console.http.Call;
import io.twinbox.console.http.Idempotency;
import io.twinbox.console.http.Problem;
import io.twinbox.console.http.RefusedException;
import io.twinbox.console.http.Text;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What all requests that act have in common. */
final class Asked {
  static final int MAX_REASON = 500;
  static final int MAX_NAME = 100;
  static final int MAX_SEQS = 1_000;

  private Asked() {}

  /** Who acts, why, and under which key: the audit gets all three. */
  static Act act(Call call, String reason) {
    return new Act(Text.shown(call.caller().name(), Act.MAX_ACTOR), reason, Idempotency.key(call));
  }

  /**
   * Refuses what destroys or repeats unless the word was given.
   *
   * @throws RefusedException if it was not
   */
  static void confirmed(String word, @Nullable String given) {
    if (!word.equals(given)) {
      throw new RefusedException(Problem.CONFIRMATION, "give confirm: \"" + word + "\"");
    }
  }

  static String reason(@Nullable String reason) {
    return Text.shown(required("reason", reason, MAX_REASON), MAX_REASON);
  }

  static String required(String name, @Nullable String value, int longest) {
    if (value == null || value.isBlank()) {
      throw RefusedException.invalid(name + " is missing");
    }
    optional(name, value, longest);
    return value;
  }

  static void optional(String name, @Nullable String value, int longest) {
    if (value != null && value.length() > longest) {
      throw RefusedException.invalid(
          name + " must have at most " + longest + " characters, has " + value.length());
    }
  }

  static List<Long> seqs(@Nullable List<Long> seqs) {
    if (seqs == null || seqs.isEmpty() || seqs.size() > MAX_SEQS) {
      throw RefusedException.invalid("seqs must be 1 to " + MAX_SEQS);
    }
    if (seqs.stream().anyMatch(seq -> seq == null || seq < 1)) {
      throw RefusedException.invalid("a seq is a positive number");
    }
    return seqs.stream().distinct().toList();
  }

  static UUID job(Call call) {
    String id = call.path("job");
    if (!id.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
      throw RefusedException.notFound("there is no such job");
    }
    return UUID.fromString(id);
  }
}
