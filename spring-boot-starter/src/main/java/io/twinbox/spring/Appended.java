package io.twinbox.spring;

import io.twinbox.Message;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * A message on its way: taken by an outbox, not published yet.
 *
 * <p>Nobody has to look at it. Who wants to know asks for {@link #published()} after the
 * transaction; to wait for it inside would wait for ever. Thread-safe.
 */
public interface Appended {

  /** The message's id: {@link Message#id()}. */
  UUID id();

  /**
   * Its place in the log, by which {@link io.twinbox.admin.OutboxAdmin#entries} tells what has
   * become of it; empty as long as it is not written: before {@link SpringOutbox#write} or the
   * commit. Means nothing once the transaction was rolled back.
   */
  OptionalLong seq();

  /**
   * Completes with the id when the message is published.
   *
   * <p>Completes exceptionally with a {@link NotPublishedException} when the transaction was rolled
   * back, or when the entry was parked or became a dead letter: the reason is in it. A parked entry
   * may be published later all the same.
   *
   * <p>Known at once where this process relays; otherwise the database is asked, a few times a
   * second, for as long as anybody waits.
   */
  CompletionStage<UUID> published();

  /**
   * Waits until the message is published.
   *
   * @param longest how long at most
   * @return false if the time was over before anything was known
   * @throws NotPublishedException as {@link #published()} completes with
   * @throws IllegalStateException if the transaction of the message still runs in this thread
   */
  boolean awaitPublished(Duration longest);
}
