package io.twinbox.inbox;

import java.util.List;

/**
 * Stands around every call of a handler: to trace it, say, or to set what its log lines tell. Runs
 * in the handler's thread, inside of its transaction and its time limit. Must be thread-safe.
 */
public interface AroundHandler {

  /** The call, with whatever stands further inside. */
  @FunctionalInterface
  interface Call {
    void proceed() throws Exception;
  }

  /**
   * Around the call for one record. What is thrown counts as the handler's failure.
   *
   * @param context valid until this method returns
   * @param call to be made exactly once: without it the record counts as handled all the same
   */
  void one(InboxContext context, Call call) throws Exception;

  /**
   * Around the call for several records, as {@link #one}.
   *
   * @param contexts of all of them, in their order; 1 or more
   */
  void many(List<InboxContext> contexts, Call call) throws Exception;
}
