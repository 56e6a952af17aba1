package io.twinbox.inbox;

import io.twinbox.spi.InboxStoreHarness;
import io.twinbox.testing.Effect;
import java.sql.Connection;
import java.util.List;

/** One empty inbox, and a table for what handlers do. */
public interface InboxEngineHarness extends InboxStoreHarness {

  /** What a handler writes, as part of its transaction. */
  void effect(Connection tx, String key, String value);

  /** The committed effects; those of a key in the order of their commits. */
  List<Effect> effects();

  /** An append that the database refuses by its own rules. */
  void refusedAppend(Connection tx);

  /** What a handler does that sends ROLLBACK as a statement, round every wrapper. */
  void rollBackSecretly(Connection tx);
}
