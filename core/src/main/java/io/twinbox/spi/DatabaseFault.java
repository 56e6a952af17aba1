package io.twinbox.spi;

/** What an error says about the database. */
public enum DatabaseFault {
  /** Nothing: the error is the fault of whoever caused it. */
  NONE,
  /** The database cannot be reached or cannot work now. Nobody's attempts are counted. */
  UNAVAILABLE,
  /** A deadlock or a failed serialization: the same again may well succeed. */
  CONTENTION,
  /**
   * Nothing: whoever used the transaction broke it. A statement failed and was followed by others,
   * or the guard stopped a commit, or a check of all constraints at once. See {@link InboxStore}.
   */
  TRANSACTION_BROKEN
}
