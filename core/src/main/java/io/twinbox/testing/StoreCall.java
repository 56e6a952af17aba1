package io.twinbox.testing;

/**
 * The calls of an {@link io.twinbox.spi.OutboxStore}, as a place where a test lets something fail.
 */
public enum StoreCall {
  /** {@link io.twinbox.spi.OutboxStore#acquire}. */
  ACQUIRE,
  /** {@link io.twinbox.spi.OutboxStore#seize}. */
  SEIZE,
  /** {@link io.twinbox.spi.OutboxStore#renew}. */
  RENEW,
  /** {@link io.twinbox.spi.OutboxStore#release}. */
  RELEASE,
  /** {@link io.twinbox.spi.OutboxStore#takeOver}. */
  TAKE_OVER,
  /** {@link io.twinbox.spi.OutboxStore#read}. */
  READ,
  /** {@link io.twinbox.spi.OutboxStore#reread}. */
  REREAD,
  /** {@link io.twinbox.spi.OutboxStore#readDue}. */
  READ_DUE,
  /** {@link io.twinbox.spi.OutboxStore#write}. */
  WRITE,
  /** {@link io.twinbox.spi.OutboxStore#retention}. */
  RETENTION,
  /** {@link io.twinbox.spi.OutboxStore#purge}. */
  PURGE
}
