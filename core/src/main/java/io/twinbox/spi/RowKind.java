package io.twinbox.spi;

import java.util.Locale;

/** What a journal row says. */
public enum RowKind {
  /** A new owner with a higher epoch goes on from here. */
  TAKEOVER,
  /** A batch of the log was claimed. */
  CLAIM,
  /** A batch of parked entries was claimed. */
  RETRY,
  /** The position moved on without entries. */
  MARK,
  /** Batches were settled, and no claim was there to carry it. */
  CONFIRM;

  /** Whether rows of this kind define a batch. */
  public boolean isBatch() {
    return this == CLAIM || this == RETRY;
  }

  /** As stored. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
