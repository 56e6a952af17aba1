package io.twinbox.spi;

/** Whether a guard was still there. */
public enum Release {
  /** It was: the transaction may commit. */
  RELEASED,
  /** It was not: somebody ended the transaction in which it was made. */
  LOST
}
