package io.twinbox.delivery;

import java.time.Duration;
import java.util.function.Consumer;

/** Who works for a publisher: makes the attempts it decides on, and lets it look at the time. */
interface Crew {
  /**
   * Begins an attempt and returns at once.
   *
   * @param end takes its answer, once, by any thread, also if it was aborted
   */
  void begin(Attempt attempt, Consumer<Answer> end);

  /** Runs {@code tick} ever again; called once, and before the first attempt. */
  void tick(Duration every, Runnable tick);

  /** Ends all of it; what has not ended by itself is interrupted. */
  void dismiss();
}
