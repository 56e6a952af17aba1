package io.twinbox.testing;

import io.twinbox.spi.Entry;
import io.twinbox.spi.ReadLimits;

/** Counts entries until one of the limits is reached. */
final class Cut {
  private final ReadLimits limits;
  private int entries;
  private long bytes;

  Cut(ReadLimits limits) {
    this.limits = limits;
  }

  void count(Entry entry) {
    byte[] payload = entry.payload();
    entries++;
    bytes += payload == null ? 0 : payload.length;
  }

  boolean reached() {
    return entries >= limits.entries() || bytes >= limits.bytes();
  }
}
