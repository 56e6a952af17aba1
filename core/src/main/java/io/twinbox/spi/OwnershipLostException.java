package io.twinbox.spi;

/**
 * The journal has gone on without this owner, or does not have the row this owner wrote last. The
 * relay forgets what it knows and starts from the journal.
 */
public class OwnershipLostException extends StoreException {
  private static final long serialVersionUID = 1L;

  public OwnershipLostException(String message) {
    super(message, null);
  }
}
