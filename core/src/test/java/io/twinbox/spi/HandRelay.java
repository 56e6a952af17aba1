package io.twinbox.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A relay by hand: knows its journal's head and its position, and takes each step when told. */
final class HandRelay {
  static final Duration TIME_TO_LIVE = Duration.ofSeconds(10);
  static final ReadLimits WIDE = new ReadLimits(10_000, 1L << 30, 1L << 40);

  private final OutboxStore store;
  private final RelayId id;
  private Takeover takeover;
  private JournalHead head;
  private Window position;
  private long committedHigh;
  private long confirmed;

  HandRelay(OutboxStore store, RelayId id) {
    this.store = store;
    this.id = id;
  }

  /** Takes over, whoever else thinks to be the owner, and starts from the journal. */
  Takeover takeOver(String owner) {
    return start(store.seize(id, owner, TIME_TO_LIVE));
  }

  Takeover start(Lease lease) {
    takeover = store.takeOver(id, lease);
    head = takeover.head();
    position = takeover.position();
    committedHigh = position.high();
    confirmed = takeover.confirmed();
    return takeover;
  }

  RelayId id() {
    return id;
  }

  JournalHead head() {
    return head;
  }

  Window position() {
    return position;
  }

  /** Reads the next window and moves the position to its end. */
  Reading read(ReadLimits limits) {
    Reading reading = store.read(id, head, position, committedHigh, limits);
    position = reading.window();
    return reading;
  }

  /** Reads to the end of what is visible now; nothing is claimed. */
  List<Entry> readAll(ReadLimits limits) {
    List<Entry> entries = new ArrayList<>();
    boolean atTheEnd;
    do {
      boolean begins = position.complete();
      Reading reading = read(limits);
      entries.addAll(reading.entries());
      atTheEnd = begins && position.complete() && reading.entries().isEmpty();
    } while (!atTheEnd);
    return entries;
  }

  /** Reads to the end of what is visible now; gives the payloads. */
  List<String> readTexts() {
    return texts(readAll(WIDE));
  }

  Batch claim(Reading reading) {
    write(RowKind.CLAIM, reading.window(), reading.entries().size(), List.of(), Settlement.NONE);
    return new Batch(head.no(), RowKind.CLAIM, reading.window(), List.of());
  }

  /** Claims everything visible, in one batch. */
  Batch claimAll() {
    return claim(read(WIDE));
  }

  Batch claimRetry(List<ParkedEntry> due) {
    List<Long> seqs = due.stream().map(parked -> parked.entry().seq()).toList();
    write(RowKind.RETRY, position.end(), seqs.size(), seqs, Settlement.NONE);
    return new Batch(head.no(), RowKind.RETRY, position.end(), seqs);
  }

  Written mark() {
    return write(RowKind.MARK, position.end(), 0, List.of(), Settlement.NONE);
  }

  /** Settles everything claimed so far. */
  Written confirm(Settlement settlement) {
    confirmed = head.no();
    return write(RowKind.CONFIRM, position.end(), 0, List.of(), settlement);
  }

  Written confirm() {
    return confirm(Settlement.NONE);
  }

  List<ParkedEntry> due() {
    return store.readDue(id, head, List.of(), WIDE);
  }

  List<ParkedEntry> reread(Batch batch) {
    return store.reread(id, head, batch);
  }

  Written write(
      RowKind kind, Window window, int entries, List<Long> retried, Settlement settlement) {
    JournalRow row = new JournalRow(kind, window, confirmed, entries, retried);
    Written written = store.write(id, head, row, settlement);
    head = written.head();
    committedHigh = Math.max(committedHigh, window.high());
    return written;
  }

  static List<String> texts(List<Entry> entries) {
    return entries.stream().map(HandRelay::text).toList();
  }

  static List<String> parkedTexts(List<ParkedEntry> entries) {
    return entries.stream().map(parked -> text(parked.entry())).toList();
  }

  static String text(Entry entry) {
    return entry.payload() == null ? "(tombstone)" : new String(entry.payload(), UTF_8);
  }
}
