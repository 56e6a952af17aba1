package io.twinbox;

/** Why a record was not handled. */
public enum RecordFault {
  /** The handler threw, or reached its time limit and then failed. */
  HANDLER_FAILED,
  /** The handler committed, rolled back or broke the transaction it was given. */
  TRANSACTION_BROKEN,
  /** The process died while the record was handled, again and again. */
  PROCESS_DIED,
  /** Its id could not be made out; stored under its topic, partition and offset. */
  UNIDENTIFIED,
  /** Its type is not one for which a handler was registered, or it has none. */
  UNKNOWN_TYPE,
  /** Its bytes are not what the registered codec reads. */
  UNDECODABLE,
  /** It has no value, and no handler for tombstones was registered. */
  NO_VALUE,
  /** Its value is larger than the options allow. */
  TOO_LARGE,
  /** Its id is older than the deduplication window: nobody can tell whether it was handled. */
  TOO_OLD,
  /** Another payload was handled under the same id. */
  CONFLICT
}
