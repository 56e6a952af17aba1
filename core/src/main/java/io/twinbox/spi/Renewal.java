package io.twinbox.spi;

/** The database's answer to a renewal of the lease. */
public enum Renewal {
  /** The lease is held and the relay may work. */
  HELD,
  /** The lease is held, and an operator has paused the relay. */
  PAUSED,
  /** Somebody else owns the relay. */
  LOST
}
