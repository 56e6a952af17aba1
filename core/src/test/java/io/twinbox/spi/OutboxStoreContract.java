package io.twinbox.spi;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every {@link OutboxStore} must do. An implementation extends this class, tells how to open
 * an empty outbox, and is done.
 */
public abstract class OutboxStoreContract
    implements ReadingContract, JournalContract, LanesContract, LeaseContract, PurgeContract {
  private OutboxStoreHarness outbox;

  /** Opens an empty outbox for one test. */
  protected abstract OutboxStoreHarness open() throws Exception;

  @BeforeEach
  final void openOutbox() throws Exception {
    outbox = open();
  }

  @AfterEach
  final void closeOutbox() {
    if (outbox != null) {
      outbox.close();
    }
  }

  @Override
  public final OutboxStoreHarness outbox() {
    return outbox;
  }
}
