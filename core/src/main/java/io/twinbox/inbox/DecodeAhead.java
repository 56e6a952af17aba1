package io.twinbox.inbox;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes the records of a chunk in another thread while the database claims them, which takes
 * about as long. Thread-safe.
 *
 * <p>A hint and no more: a record that was not decoded in time is decoded by the thread that
 * handles it, and what a codec throws here it will throw there again. Without a thread that steps,
 * nothing is decoded ahead.
 */
final class DecodeAhead {
  private static final Logger LOG = LoggerFactory.getLogger(DecodeAhead.class);

  /** A chunk of fewer is not worth to wake a thread for. */
  private static final int WORTH_WAKING = 32;

  private final Handlers handlers;
  private volatile List<Item> items = List.of();

  private volatile boolean expected;

  DecodeAhead(Handlers handlers) {
    this.handlers = handlers;
  }

  /** Whether most of the next records will probably be new: duplicates are not decoded at all. */
  void expect(boolean fresh) {
    expected = fresh;
  }

  /** These are about to be claimed. */
  void begin(List<Item> claimed) {
    if (expected && claimed.size() >= WORTH_WAKING) {
      synchronized (this) {
        items = claimed;
        notifyAll();
      }
    }
  }

  /** The claim has ended: who handles the records decodes what is left. */
  void end() {
    items = List.of();
  }

  /** Decodes what is about to be claimed, if that comes within the time, until it is. */
  void step(Duration longest) throws InterruptedException {
    List<Item> now = await(longest);
    try {
      for (Item item : now) {
        if (items != now) {
          return;
        }
        item.decoded(handlers);
      }
    } catch (RuntimeException | Error e) {
      LOG.debug("Not decoded ahead cause:{}", e.toString());
    }
    done(now);
  }

  private synchronized List<Item> await(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (items.isEmpty()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        break;
      }
      wait(left);
    }
    return items;
  }

  private synchronized void done(List<Item> decoded) {
    if (items == decoded) {
      items = List.of();
    }
  }
}
