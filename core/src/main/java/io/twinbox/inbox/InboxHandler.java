package io.twinbox.inbox;

/**
 * The application's work for one record. Called again for the same record only if its transaction
 * was rolled back, so its effect in the database happens once. Effects elsewhere may happen more
 * often.
 *
 * <p>Thread-safe: records that were stored are handled beside new ones. An interrupt means that the
 * time is up.
 *
 * @param <T> what the value is decoded to
 */
@FunctionalInterface
public interface InboxHandler<T> {

  /**
   * Handles a record.
   *
   * @throws Exception if it failed: what was written is rolled back and the record is tried again
   *     later, unless the options say that this exception is not worth it
   */
  void handle(T event, InboxContext context) throws Exception;
}
