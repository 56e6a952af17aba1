package io.twinbox.inbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Moves records from a source to handlers, once each. Made by {@link Inbox#consumer}. Thread-safe.
 *
 * <p>Nothing is lost and nothing is applied twice whenever the process dies: the ledger of the
 * database decides, in the handler's own transaction, and offsets are committed afterwards.
 */
public final class InboxConsumer implements AutoCloseable {
  private final InboxEngine engine;
  private final InboxThreads threads;
  private final Parts parts;
  private final Duration closeTimeout;

  InboxConsumer(Parts parts, InboxEngine engine, InboxThreads threads, Duration closeTimeout) {
    this.parts = parts;
    this.engine = engine;
    this.closeTimeout = closeTimeout;
    this.threads = threads;
  }

  /**
   * Starts the threads; returns at once. What is not there yet, database or source, is waited for.
   *
   * @return this
   * @throws IllegalStateException if it was started or closed before
   */
  public InboxConsumer start() {
    threads.start();
    return this;
  }

  /** What the consumer is doing, at this moment. */
  public InboxStatus status() {
    return engine.status();
  }

  /** What is promised with the settings in force, a line each; by the source once it is open. */
  public List<String> promises() {
    List<String> promises = new ArrayList<>(engine.promises());
    promises.add(
        "exactly-once effect in the database, per id and within the deduplication window; "
            + parts.options().order().toString().toLowerCase(Locale.ROOT)
            + " by key");
    return promises;
  }

  /**
   * Makes one step by hand, on a consumer that was not started: reads, handles, and lets every
   * worker do its next thing. For tests.
   *
   * @return whether there is more to do at once
   */
  public boolean step() {
    threads.requireNotStarted();
    return steps().step();
  }

  Steps steps() {
    return new Steps(engine);
  }

  /**
   * Stops gracefully: begins nothing new, waits for the transactions under way, commits their
   * offsets and leaves the group, so that the next member takes over at once. A handler that does
   * not return in time is interrupted; its record is delivered again and no attempt is counted.
   *
   * <p>Closes the source; the store and the data source stay open, they are the application's.
   */
  @Override
  public void close() {
    threads.stop(closeTimeout);
  }
}
