package io.twinbox.jdbc;

import io.twinbox.spi.Batch;
import io.twinbox.spi.Entry;
import io.twinbox.spi.JournalHead;
import io.twinbox.spi.JournalRow;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.ReadLimits;
import io.twinbox.spi.Reading;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.RowKind;
import io.twinbox.spi.Settlement;
import io.twinbox.spi.Takeover;
import io.twinbox.spi.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The relay's side of the port on a database, one step at a time. Keeps what was claimed and not
 * confirmed, so that a takeover can be compared with it.
 */
final class RelayByHand {
  static final RelayId ORDERS = new RelayId("orders", "kafka");
  static final ReadLimits WIDE = new ReadLimits(10_000, 1L << 30, 1L << 40);

  private final OutboxStore store;
  private final RelayId id;
  private JournalHead head;
  private Window position;
  private long committedHigh;
  private long confirmed;

  RelayByHand(OutboxStore store, RelayId id) {
    this.store = store;
    this.id = id;
  }

  /** Takes over, whoever else thinks to be the owner, and starts from the journal. */
  Takeover takeOver(String owner) {
    Takeover takeover = store.takeOver(id, store.seize(id, owner, Duration.ofMinutes(5)));
    head = takeover.head();
    position = takeover.position();
    committedHigh = position.high();
    confirmed = takeover.confirmed();
    return takeover;
  }

  JournalHead head() {
    return head;
  }

  Window position() {
    return position;
  }

  long committedHigh() {
    return committedHigh;
  }

  /** Reads what comes after the position, which stays where it is. */
  Reading read(ReadLimits limits) {
    return store.read(id, head, position, committedHigh, limits);
  }

  /** Goes on behind a reading that found nothing. */
  void pass(Reading reading) {
    position = reading.window();
  }

  /** Claims a reading as the next batch. */
  Batch claim(Reading reading) {
    write(RowKind.CLAIM, reading.window(), reading.entries().size());
    return new Batch(head.no(), RowKind.CLAIM, reading.window(), List.of());
  }

  /** Claims everything visible, batch by batch, and confirms it. */
  List<Entry> claimAndConfirmAll() {
    List<Entry> all = new ArrayList<>();
    boolean more = true;
    while (more) {
      boolean begins = position.complete();
      Reading reading = read(WIDE);
      more = !(begins && reading.window().complete() && reading.entries().isEmpty());
      claim(reading);
      all.addAll(reading.entries());
    }
    confirm(head.no());
    return all;
  }

  void mark() {
    write(RowKind.MARK, position.end(), 0);
  }

  /** Settles the batches up to a number. */
  void confirm(long upTo) {
    confirmed = upTo;
    write(RowKind.CONFIRM, position.end(), 0);
  }

  private void write(RowKind kind, Window window, int entries) {
    JournalRow row = new JournalRow(kind, window, confirmed, entries, List.of());
    head = store.write(id, head, row, Settlement.NONE).head();
    position = window;
    committedHigh = Math.max(committedHigh, window.high());
  }
}
