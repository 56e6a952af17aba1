package io.twinbox.systemtests;

/** The named points of the protocol at which a relay can be halted. */
enum HaltingPoint {
  /** The lease is taken, the takeover row is not written. */
  BEFORE_TAKEOVER_ROW,
  /** The takeover row is committed; nothing was done with what it brought. */
  AFTER_TAKEOVER_ROW,
  /** A batch of a former owner was read again and is not sent yet. */
  AFTER_READING_AGAIN,
  /** Entries were read; the row that claims them is not written. */
  BEFORE_CLAIM,
  /** The claim is committed and nothing of it is sent. */
  AFTER_CLAIM,
  /** Half of a claimed batch is in Kafka, and the relay does not know yet. */
  MID_BATCH,
  /** Every entry of a batch is acknowledged, and the relay does not know yet. */
  AFTER_LAST_ACKNOWLEDGEMENT,
  /** All is published, and the row that says so is not written. */
  BEFORE_CONFIRMATION,
  /** The row that confirms is committed. */
  AFTER_CONFIRMATION,
  /** Entries are to be parked, in the transaction that is about to begin. */
  BEFORE_PARKING,
  /** Entries are parked. */
  AFTER_PARKING,
  /** Parked entries are due; the row that claims them is not written. */
  BEFORE_RETRY,
  /** The claim of parked entries is committed and nothing of it is sent. */
  AFTER_RETRY
}
