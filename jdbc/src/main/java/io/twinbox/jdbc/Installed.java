package io.twinbox.jdbc;

import java.time.Duration;
import java.util.Objects;

/**
 * What an installation found and did.
 *
 * @param outcome what was done
 * @param found the version found; 0 = none
 * @param needed the version this release works with, and the one in place now
 * @param retention how long entries are kept
 */
public record Installed(Outcome outcome, int found, int needed, Duration retention) {

  public Installed {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(retention, "retention");
  }

  /** What was done. */
  public enum Outcome {
    /** There was no schema: all of it was created. */
    CREATED,
    /** The schema was there in the version needed: nothing was done. */
    UNCHANGED,
    /** The schema was there, and keeps entries for another time from now on. */
    RETENTION_CHANGED
  }
}
