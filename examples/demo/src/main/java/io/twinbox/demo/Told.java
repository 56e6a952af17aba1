package io.twinbox.demo;

import io.twinbox.Message;
import io.twinbox.checker.Fingerprint;
import io.twinbox.checker.LedgerLine;

/**
 * A message that a service tells, and its number for the checker. Immutable.
 *
 * @param message has a key
 * @param counter its number within topic and key, from {@link io.twinbox.checker.Ledger#draw}
 */
record Told(Message message, long counter) {
  /** The line of the checker's ledger; {@code writer} says who wrote it. */
  LedgerLine line(int writer) {
    long fingerprint = Fingerprint.of(message.payload());
    return new LedgerLine(
        message.id(), message.topic(), message.key(), counter, fingerprint, writer);
  }
}
