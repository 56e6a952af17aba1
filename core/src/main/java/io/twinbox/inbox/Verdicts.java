package io.twinbox.inbox;

import io.twinbox.AfterDeath;
import io.twinbox.RecordFault;
import io.twinbox.spi.Failure;
import io.twinbox.spi.Fate;
import java.util.random.RandomGenerator;

/** Decides what becomes of records that were not handled. */
final class Verdicts {
  private final InboxOptions options;
  private final RandomGenerator random;

  Verdicts(InboxOptions options, RandomGenerator random) {
    this.options = options;
    this.random = random;
  }

  /** After a failed attempt, the {@code attempts}-th. */
  Fate failed(int attempts, HandlerFailure failure) {
    if (attempts >= options.retry().maxAttempts() || !worthRetrying(failure.reason())) {
      return dead(attempts, failure.failure());
    }
    return new Fate.Parked(attempts, options.retry().backoff(attempts, random), failure.failure());
  }

  private boolean worthRetrying(Throwable error) {
    return options.notWorthRetrying().stream().noneMatch(type -> type.isInstance(error));
  }

  /** After the process has died over it too often. */
  Fate killer(int attempts) {
    String error = "the process died while this record was handled, " + attempts + " times";
    return dead(attempts, new Failure(RecordFault.PROCESS_DIED, error, null));
  }

  /** A dead letter after {@code attempts} attempts. */
  Fate.Dead dead(int attempts, Failure failure) {
    return new Fate.Dead(attempts, failure, options.retry().afterDeath());
  }

  /** A record that reaches no handler: too old and conflicts hold up nobody. */
  Fate.Dead refused(Failure failure) {
    boolean ours =
        failure.fault() != RecordFault.TOO_OLD && failure.fault() != RecordFault.CONFLICT;
    return new Fate.Dead(0, failure, ours ? options.retry().afterDeath() : AfterDeath.SKIP);
  }

  /** Whether later records of the lane have to wait for one with this fate. */
  static boolean blocksLane(Fate fate) {
    return !(fate instanceof Fate.Dead dead) || dead.lane() == AfterDeath.BLOCK;
  }

  boolean dropped(RecordFault fault) {
    return options.refusal(fault) == Refusal.DROP;
  }
}
