package io.twinbox.inbox;

import io.twinbox.RecordFault;
import io.twinbox.spi.Failure;
import java.util.List;

/** Records whose handling failed, by their own fault: the transaction has to be rolled back. */
final class HandlerFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Item> done;
  private final transient List<Item> culprits;
  private final RecordFault fault;

  /**
   * @param done what was handled before, in that order
   * @param culprits the one that failed, or those one of which did
   */
  HandlerFailure(List<Item> done, List<Item> culprits, RecordFault fault, Throwable cause) {
    super(Failures.sentence(cause), cause);
    this.done = List.copyOf(done);
    this.culprits = List.copyOf(culprits);
    this.fault = fault;
  }

  List<Item> done() {
    return done;
  }

  List<Item> culprits() {
    return culprits;
  }

  Failure failure() {
    return Failures.of(fault, reason());
  }

  Throwable reason() {
    Throwable cause = getCause();
    return cause == null ? this : cause;
  }
}
