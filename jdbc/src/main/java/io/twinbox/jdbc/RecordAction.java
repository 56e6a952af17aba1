package io.twinbox.jdbc;

/** What an operator may do to stored records. */
enum RecordAction {
  /**
   * Due at once, with no attempts counted. What is so already is left as it is: a second call does
   * nothing.
   */
  RETRY(
      "retry",
      """
      r.state = 'DEAD' OR r.state = 'PARKED' AND (r.attempts > 0 OR r.next_attempt_at > now())
      """,
      """
      state = 'PARKED', blocking = false, attempts = 0, ended_at = NULL,
      next_attempt_at = clock_timestamp()
      """),
  /** Never handled, and no obstacle any more. */
  DISCARD(
      "discard",
      """
      r.state = 'DEAD' OR r.state = 'PARKED'
      """,
      """
      state = 'DEAD', blocking = false, next_attempt_at = NULL, discarded_at = clock_timestamp(),
      ended_at = coalesce(ended_at, clock_timestamp())
      """);

  private final String word;
  private final String condition;
  private final String changes;

  RecordAction(String word, String condition, String changes) {
    this.word = word;
    this.condition = condition;
    this.changes = changes;
  }

  /** For the audit. */
  String word() {
    return word;
  }

  /** Which records it does something to. */
  String condition() {
    return "(" + condition.strip() + ")";
  }

  /** The statement for the seqs of a consumer; returns the lanes of the records changed. */
  String sql() {
    return "UPDATE twinbox.inbox_record r SET "
        + changes
        + "WHERE r.seq = ANY (?) AND r.consumer = ? AND r.discarded_at IS NULL AND "
        + condition()
        + " RETURNING r.lane";
  }
}
