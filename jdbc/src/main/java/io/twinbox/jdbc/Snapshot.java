package io.twinbox.jdbc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * PostgreSQL's {@code pg_snapshot} as text: {@code xmin:xmax:xip,xip}. Transaction ids are 64 bits
 * wide and do not wrap.
 *
 * @param xmax the latest completed transaction + 1, <b>not</b> the next id to be given out
 * @param running transactions below xmax that were in progress
 */
record Snapshot(long xmin, long xmax, List<Long> running) {

  static Snapshot parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a snapshot: " + text);
    }
    List<Long> running = new ArrayList<>();
    if (!parts[2].isEmpty()) {
      for (String xid : parts[2].split(",", -1)) {
        running.add(Long.parseUnsignedLong(xid));
      }
    }
    return new Snapshot(
        Long.parseUnsignedLong(parts[0]), Long.parseUnsignedLong(parts[1]), List.copyOf(running));
  }

  /** Transactions that were running here and have ended in {@code later}. */
  List<Long> endedIn(Snapshot later) {
    if (running.isEmpty()) {
      return running;
    }
    Set<Long> still = new HashSet<>(later.running);
    return running.stream().filter(xid -> !still.contains(xid)).toList();
  }
}
