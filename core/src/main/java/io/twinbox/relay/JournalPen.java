package io.twinbox.relay;

import io.twinbox.spi.JournalHead;
import io.twinbox.spi.JournalRow;
import io.twinbox.spi.Lane;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.RowKind;
import io.twinbox.spi.Settlement;
import io.twinbox.spi.Takeover;
import io.twinbox.spi.Window;
import io.twinbox.spi.Written;
import java.util.List;
import java.util.Map;

/**
 * Writes the journal's next row and knows what the last one said. Used by the engine's thread;
 * {@link #committedHigh} may be read by the one that reads ahead.
 */
final class JournalPen {
  private final OutboxStore store;
  private final RelayId id;
  private JournalHead head;
  private long confirmed;
  private boolean sound = true;
  private volatile long committedHigh;

  JournalPen(OutboxStore store, RelayId id, Takeover takeover) {
    this.store = store;
    this.id = id;
    this.head = takeover.head();
    this.confirmed = takeover.confirmed();
    this.committedHigh = takeover.position().high();
  }

  /** Writes a row; returns how many entries wait in the lanes that the settlement touched. */
  Map<Lane, Integer> write(JournalRow row, Settlement settlement) {
    sound = false;
    Written written = store.write(id, head, row, settlement);
    sound = true;
    head = written.head();
    confirmed = row.confirmed();
    // Only now: the bound must come from a row that is committed before the next snapshot is taken.
    committedHigh = Math.max(committedHigh, row.window().high());
    return written.waiting();
  }

  Map<Lane, Integer> write(RowKind kind, Window window, long confirms, Settlement settlement) {
    return write(new JournalRow(kind, window, confirms, 0, List.of()), settlement);
  }

  /** False after a write that failed: whether its row is there, only the journal can tell. */
  boolean sound() {
    return sound;
  }

  /** The journal's last row. */
  JournalHead head() {
    return head;
  }

  long lastNo() {
    return head.no();
  }

  long confirmed() {
    return confirmed;
  }

  long committedHigh() {
    return committedHigh;
  }
}
