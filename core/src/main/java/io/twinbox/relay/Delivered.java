package io.twinbox.relay;

import io.twinbox.spi.Entry;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/**
 * What this process knows to have been delivered, although the journal may not say so: its tenure
 * ended before that was written. The next one does not send it again. Used by the engine's thread
 * only.
 *
 * <p>Only {@value #MOST} entries are remembered, 10 MB or so: more than is in flight by default.
 */
final class Delivered {
  private static final int MOST = 50_000;

  /** Also by its id, for a database that went back in time gives its numbers out again. */
  private record Key(long seq, UUID id) {
    static Key of(Entry entry) {
      return new Key(entry.seq(), entry.id());
    }
  }

  private final Set<Key> keys = new LinkedHashSet<>();

  void add(Entry entry) {
    if (keys.add(Key.of(entry)) && keys.size() > MOST) {
      keys.remove(keys.iterator().next());
    }
  }

  boolean none() {
    return keys.isEmpty();
  }

  boolean contains(Entry entry) {
    return keys.contains(Key.of(entry));
  }
}
