package io.twinbox.testing;

import io.twinbox.spi.Entry;
import io.twinbox.spi.OwnershipLostException;
import io.twinbox.spi.ParkedEntry;
import io.twinbox.spi.ReadLimits;
import io.twinbox.spi.Reading;
import io.twinbox.spi.Window;
import io.twinbox.testing.MemoryLog.Stored;
import java.util.ArrayList;
import java.util.List;

/** Cuts snapshot differences into windows. Keeps nothing between two calls. */
final class MemoryReader {
  private final ReadingRule rule;

  MemoryReader(ReadingRule rule) {
    this.rule = rule;
  }

  Reading read(MemoryLog log, String channel, Window after, long committedHigh, ReadLimits limits) {
    Window window = after.complete() ? begin(log, after, committedHigh) : after.end();
    long hi = lookUpTo(window, limits.span());
    List<Entry> entries = new ArrayList<>();
    Cut cut = new Cut(limits);
    for (Stored stored : rule.entries(log, window, hi)) {
      if (!stored.entry().channel().equals(channel)) {
        continue;
      }
      entries.add(stored.entry());
      cut.count(stored.entry());
      if (cut.reached()) {
        hi = stored.seq();
        break;
      }
    }
    return new Reading(endingAt(window, hi), List.copyOf(entries));
  }

  /** The batch again, whole: what a window holds never changes. */
  List<ParkedEntry> reread(MemoryLog log, String channel, Window window) {
    return rule.entries(log, window, window.hi()).stream()
        .map(Stored::entry)
        .filter(entry -> entry.channel().equals(channel))
        .map(entry -> new ParkedEntry(entry, 0))
        .toList();
  }

  private Window begin(MemoryLog log, Window after, long committedHigh) {
    MemorySnapshot now = log.snapshot();
    if (MemorySnapshot.parse(after.toSnapshot()).xmax() > now.xmax()) {
      throw new OwnershipLostException("the database does not have this position any more");
    }
    return rule.begin(after, committedHigh, now, log.sequence());
  }

  /** How far a scan of {@code span} places gets. Stragglers below its start cost nothing. */
  private static long lookUpTo(Window window, long span) {
    long start = Math.max(window.fromLow(), window.lo());
    // Compared by distance: a span without limit must not overflow.
    return window.high() - start > span ? start + span : window.high();
  }

  private static Window endingAt(Window window, long hi) {
    return new Window(
        window.fromSnapshot(),
        window.toSnapshot(),
        window.fromLow(),
        window.toLow(),
        window.lo(),
        hi,
        window.high());
  }
}
