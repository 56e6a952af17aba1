package io.twinbox.jdbc;

/** How far the sequence of the log is. */
final class LogSequence {
  /**
   * The last number given out, or less; never more. As an expression in SQL.
   *
   * <p>Not selected from the sequence: PostgreSQL logs a sequence 32 numbers ahead, and while it
   * writes that log record the row holds the number ahead. A SELECT reads the row without the lock
   * that hides it; the function takes the lock. Nothing below a bound is looked for again, so those
   * 32 entries would be lost.
   *
   * <p>The function says NULL for a sequence that was just created or told where to start: then no
   * number above those in the log is given out yet.
   */
  static final String LAST_GIVEN_OUT =
      "coalesce(pg_sequence_last_value('twinbox.outbox_seq'),"
          + " (SELECT max(seq) FROM twinbox.outbox), 0)";

  private LogSequence() {}
}
