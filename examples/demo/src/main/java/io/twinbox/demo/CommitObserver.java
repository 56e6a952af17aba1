package io.twinbox.demo;

import java.util.Collection;
import java.util.UUID;

/** Is told of every commit. Implementations must be thread-safe and quick. */
@FunctionalInterface
public interface CommitObserver {
  /**
   * A transaction has committed.
   *
   * @param ids the messages it appended and kept
   * @param nanos {@link System#nanoTime} right after {@code commit()} returned
   */
  void committed(Collection<UUID> ids, long nanos);
}
