package io.twinbox.spi;

/**
 * Bounds of one read.
 *
 * @param entries most entries to return, 1 or more
 * @param bytes stop after the entry with which the payloads reach this sum; a single larger entry
 *     is returned alone
 * @param span most places of the log to look through, so that a channel with little to say beside a
 *     busy one stays cheap
 */
public record ReadLimits(int entries, long bytes, long span) {
  public ReadLimits {
    if (entries < 1 || bytes < 1 || span < 1) {
      throw new IllegalArgumentException("limits must be 1 or more");
    }
  }
}
