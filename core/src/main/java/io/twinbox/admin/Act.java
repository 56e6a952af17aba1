package io.twinbox.admin;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who acts, and why.
 *
 * @param actor a person or a program, 1 to 200 characters
 * @param reason a sentence for the audit; null = none given
 * @param key the idempotency key, 1 to 200 characters: an act with a key that was used before
 *     changes nothing and is answered as the first one was; null = none
 */
public record Act(String actor, @Nullable String reason, @Nullable String key) {
  /** Longest actor. Rule of ours. */
  public static final int MAX_ACTOR = 200;

  /** Longest idempotency key. Rule of ours. */
  public static final int MAX_KEY = 200;

  /** Longest reason. Rule of ours. */
  public static final int MAX_REASON = 2_000;

  public Act {
    Objects.requireNonNull(actor, "actor");
    if (actor.isBlank() || actor.length() > MAX_ACTOR) {
      throw new IllegalArgumentException("actor must have 1 to " + MAX_ACTOR + " characters");
    }
    if (reason != null && reason.length() > MAX_REASON) {
      throw new IllegalArgumentException("reason must have at most " + MAX_REASON + " characters");
    }
    if (key != null && (key.isBlank() || key.length() > MAX_KEY)) {
      throw new IllegalArgumentException("key must have 1 to " + MAX_KEY + " characters");
    }
  }

  /** An act without an idempotency key. */
  public Act(String actor, @Nullable String reason) {
    this(actor, reason, null);
  }

  /** An act without a reason. */
  public static Act by(String actor) {
    return new Act(actor, null, null);
  }

  /** The same act, done once however often it is asked for. */
  public Act withKey(@Nullable String value) {
    return new Act(actor, reason, value);
  }
}
