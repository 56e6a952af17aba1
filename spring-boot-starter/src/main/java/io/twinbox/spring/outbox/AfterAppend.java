package io.twinbox.spring.outbox;

import java.util.List;

/**
 * Is told what a transaction has appended when it has committed, in the transaction's thread. What
 * it throws is logged: the transaction is over.
 */
@FunctionalInterface
public interface AfterAppend {

  /**
   * A transaction has committed.
   *
   * @param appends in their order; 1 or more
   */
  void committed(List<Append> appends);
}
