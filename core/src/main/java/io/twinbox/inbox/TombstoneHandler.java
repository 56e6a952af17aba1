package io.twinbox.inbox;

/** The application's work for records without a value. Otherwise as {@link InboxHandler}. */
@FunctionalInterface
public interface TombstoneHandler {

  /** Handles a tombstone: {@link InboxContext#key} tells what was deleted. */
  void handle(InboxContext context) throws Exception;
}
