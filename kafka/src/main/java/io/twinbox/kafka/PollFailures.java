package io.twinbox.kafka;

import io.twinbox.spi.SourceException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * How a consumer's polls fail. It throws now and then, with empty polls in between, and after some
 * errors it never says another word: so a failure stands until records come, or until a member of
 * the group had no other one for a while. For the polling thread only.
 */
final class PollFailures {
  /** A consumer that fails for so long is replaced. */
  static final Duration REPLACE_AFTER = Duration.ofSeconds(10);

  private static final Duration STANDS = Duration.ofSeconds(3);

  private final LongSupplier nanoTime;
  private @Nullable SourceException last;
  private boolean recovers;
  private long since;
  private long at;

  PollFailures(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * A poll failed.
   *
   * @param cause what it threw
   */
  void add(SourceException told, Throwable cause) {
    at = nanoTime.getAsLong();
    if (last == null) {
      since = at;
    }
    last = told;
    recovers = recovers(cause);
  }

  /** Records came. */
  void end() {
    last = null;
  }

  /**
   * The failure to tell of after a poll without records; null = there is none.
   *
   * @param joined whether the group has taken the member in
   */
  @Nullable SourceException standing(boolean joined) {
    if (joined && last != null && nanoTime.getAsLong() - at >= STANDS.toNanos()) {
      last = null;
    }
    return last;
  }

  /** Whether the consumer is to be replaced; asked again only after another such time. */
  boolean hopeless() {
    long now = nanoTime.getAsLong();
    if (last == null || recovers || now - since < REPLACE_AFTER.toNanos()) {
      return false;
    }
    since = now;
    return true;
  }

  /**
   * Whether a consumer gets over it by itself. To replace one makes the whole group rebalance, so
   * not for what another one could not do either.
   */
  private static boolean recovers(Throwable e) {
    // Not in a group that the brokers run.
    if (e instanceof GroupAuthorizationException) {
      return false;
    }
    return e instanceof AuthorizationException
        || e instanceof AuthenticationException
        || e instanceof InvalidOffsetException
        || e instanceof InvalidTopicException
        || e instanceof InterruptException
        || e instanceof RetriableException;
  }
}
