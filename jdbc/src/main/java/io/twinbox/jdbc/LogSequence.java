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

  /**
   * The last number given out, to be compared with those of a journal, from a query on the sequence
   * as {@code q}. A sequence that was told where to start and not drawn from since will not give
   * out a number below that: this holds also where the log is empty, and a start in the midst of
   * what was given out already shows. Selecting from the sequence also makes a role without the
   * right to fail: since PostgreSQL 17 the function only says NULL to it.
   */
  static final String LAST_GIVEN_OUT_OR_SET =
      "coalesce(pg_sequence_last_value('twinbox.outbox_seq'),"
          + " q.last_value - CASE WHEN q.is_called THEN 0 ELSE 1 END)";

  private LogSequence() {}
}
