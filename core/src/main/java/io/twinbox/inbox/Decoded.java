package io.twinbox.inbox;

import io.twinbox.RecordFault;
import io.twinbox.spi.Failure;
import org.jspecify.annotations.Nullable;

/** What is to be done with a record, as far as its bytes tell. */
sealed interface Decoded {

  /** A handler is called with it. */
  record Call(Registered handler, @Nullable Object event) implements Decoded {}

  /** No handler can be called with it. */
  record Refused(Failure failure) implements Decoded {
    static Refused because(RecordFault fault, String error) {
      return new Refused(new Failure(fault, error, null));
    }
  }
}
