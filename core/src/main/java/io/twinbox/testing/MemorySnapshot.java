package io.twinbox.testing;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a transaction sees, in PostgreSQL's terms and text format {@code xmin:xmax:xip,xip}.
 *
 * @param xmin every transaction below has ended
 * @param xmax one above the latest transaction that <em>has ended</em>, not the next to be given
 *     out: a transaction already running may have this id or a higher one
 * @param running the transactions below xmax that have not ended, ascending
 */
record MemorySnapshot(long xmin, long xmax, List<Long> running) {
  MemorySnapshot {
    running = List.copyOf(running);
  }

  /** Whether what {@code xid} did, if it committed, is seen. */
  boolean sees(long xid) {
    return xid < xmax && !running.contains(xid);
  }

  static MemorySnapshot parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a snapshot: " + text);
    }
    List<Long> running =
        parts[2].isEmpty()
            ? List.of()
            : Stream.of(parts[2].split(",", -1)).map(Long::valueOf).toList();
    return new MemorySnapshot(Long.parseLong(parts[0]), Long.parseLong(parts[1]), running);
  }

  String text() {
    String xip = running.stream().map(String::valueOf).collect(Collectors.joining(","));
    return xmin + ":" + xmax + ":" + xip;
  }
}
