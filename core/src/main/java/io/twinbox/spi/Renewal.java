package io.twinbox.spi;

/** The database's answer to a renewal of the lease. */
public enum Renewal {
  /** The lease is held and the relay may work. */
  HELD,
  /** The lease is held, and an operator has paused the relay. */
  PAUSED,
  /**
   * The lease is held, and an operator wants another node to have it: the owner settles what is in
   * flight and releases the lease.
   */
  HANDOVER,
  /** Somebody else owns the relay. */
  LOST
}
