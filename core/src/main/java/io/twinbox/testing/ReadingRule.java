package io.twinbox.testing;

import io.twinbox.spi.Window;
import io.twinbox.testing.MemoryLog.Stored;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the log is read. There is one right way; it is behind an interface only so that tests can put
 * the classic mistakes in its place and see them caught.
 */
interface ReadingRule {

  /** The snapshot difference. */
  ReadingRule SNAPSHOT_DIFFERENCE = new ReadingRule() {};

  /**
   * Starts a new difference once the former is read to its end.
   *
   * @param after the end of the former
   * @param committedHigh the highest sequence value known to be committed in the journal
   * @param now a snapshot just taken
   * @param high the sequence's value, read after that snapshot
   * @return a window not yet read: {@code hi == lo}
   */
  default Window begin(Window after, long committedHigh, MemorySnapshot now, long high) {
    // Stragglers may lie anywhere, hence lo = -1. The next lower bound is the value recorded by an
    // earlier committed claim and not the one of now: see MemorySnapshot.xmax.
    return new Window(after.toSnapshot(), now.text(), after.toLow(), committedHigh, -1, -1, high);
  }

  /** The entries of the window with {@code lo < seq <= to}, in the order to publish. */
  default List<Stored> entries(MemoryLog log, Window window, long to) {
    MemorySnapshot from = MemorySnapshot.parse(window.fromSnapshot());
    MemorySnapshot until = MemorySnapshot.parse(window.toSnapshot());
    Stream<Stored> stragglers =
        from.running().stream().flatMap(xid -> log.range(xid, window.lo(), to).stream());
    Stream<Stored> fresh =
        log.range(Math.max(window.fromLow(), window.lo()), to).stream()
            .filter(stored -> stored.xid() >= from.xmax());
    return Stream.concat(stragglers, fresh)
        .filter(stored -> until.sees(stored.xid()))
        .sorted(Comparator.comparingLong(Stored::seq))
        .toList();
  }
}
