package io.twinbox.spi;

/**
 * The database is not the one the journal was written in, or has gone back in time. Going on could
 * lose messages silently: the relay halts until an operator decides.
 */
public class StorageRollbackException extends StoreException {
  private static final long serialVersionUID = 1L;

  public StorageRollbackException(String message) {
    super(message, null);
  }
}
