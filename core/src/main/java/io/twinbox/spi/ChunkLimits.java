package io.twinbox.spi;

/**
 * Bounds of what is handled in one transaction.
 *
 * @param records most records, 1 or more
 * @param bytes stop after the record with which the sizes reach this sum, 1 or more; a single
 *     larger record is taken alone
 */
public record ChunkLimits(int records, long bytes) {

  public ChunkLimits {
    if (records < 1 || bytes < 1) {
      throw new IllegalArgumentException("limits must be 1 or more");
    }
  }
}
