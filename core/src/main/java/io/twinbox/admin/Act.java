package io.twinbox.admin;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who acts, and why.
 *
 * @param actor a person or a program, 1 to 200 characters
 * @param reason a sentence for the audit; null = none given
 */
public record Act(String actor, @Nullable String reason) {
  /** Longest actor. Rule of ours. */
  public static final int MAX_ACTOR = 200;

  public Act {
    Objects.requireNonNull(actor, "actor");
    if (actor.isBlank() || actor.length() > MAX_ACTOR) {
      throw new IllegalArgumentException("actor must have 1 to " + MAX_ACTOR + " characters");
    }
  }

  /** An act without a reason. */
  public static Act by(String actor) {
    return new Act(actor, null);
  }
}
