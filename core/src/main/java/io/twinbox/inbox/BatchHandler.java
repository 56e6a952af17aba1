package io.twinbox.inbox;

import java.sql.Connection;
import java.util.List;

/**
 * The application's work for many records of one type at once. Otherwise as {@link InboxHandler}.
 * If it fails, it is called for each of its records alone, to find the one that fails.
 *
 * @param <T> what the values are decoded to
 */
@FunctionalInterface
public interface BatchHandler<T> {

  /**
   * Handles records.
   *
   * @param batch 1 or more; within a key in their order. Not to be changed
   * @param connection the connection of the transaction: see {@link InboxContext#connection}
   */
  void handle(List<Delivery<T>> batch, Connection connection) throws Exception;
}
