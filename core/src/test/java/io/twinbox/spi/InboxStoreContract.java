package io.twinbox.spi;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every {@link InboxStore} must do. An implementation extends this class, tells how to open an
 * empty inbox, and is done.
 */
public abstract class InboxStoreContract
    implements ClaimContract, GuardContract, StoredRecordsContract, MarkerContract {
  private InboxStoreHarness inbox;

  /** Opens an empty inbox for one test. */
  protected abstract InboxStoreHarness open() throws Exception;

  @BeforeEach
  final void openInbox() throws Exception {
    inbox = open();
  }

  @AfterEach
  final void closeInbox() {
    if (inbox != null) {
      inbox.close();
    }
  }

  @Override
  public final InboxStoreHarness inbox() {
    return inbox;
  }
}
