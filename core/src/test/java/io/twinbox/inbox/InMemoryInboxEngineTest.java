package io.twinbox.inbox;

import io.twinbox.testing.InMemoryInboxHarness;

class InMemoryInboxEngineTest extends InboxEngineContract {

  @Override
  protected InboxEngineHarness open() {
    return new InMemoryInboxHarness();
  }
}
