package io.twinbox.relay;

import io.twinbox.spi.JournalHead;
import io.twinbox.spi.Reading;
import io.twinbox.spi.StoreException;
import io.twinbox.spi.Window;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the next window while the last one is claimed and published. Only the rest of a difference
 * is read ahead: its snapshots are fixed, so it does not matter when it is read.
 */
final class ReadAhead {
  private final Parts parts;
  private @Nullable CompletableFuture<Reading> next;

  ReadAhead(Parts parts) {
    this.parts = parts;
  }

  void start(JournalHead head, Window after) {
    if (!after.complete()) {
      next =
          CompletableFuture.supplyAsync(
              () -> parts.store().read(parts.id(), head, after, 0, parts.limits()), parts.ahead());
    }
  }

  /** The window after {@code after}, from ahead if it was read ahead. */
  Reading take(JournalHead head, Window after, long committedHigh) {
    CompletableFuture<Reading> ready = next;
    next = null;
    if (ready == null) {
      return parts.store().read(parts.id(), head, after, committedHigh, parts.limits());
    }
    try {
      return ready.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StoreException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
