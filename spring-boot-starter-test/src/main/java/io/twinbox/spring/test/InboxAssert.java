package io.twinbox.spring.test;

import io.twinbox.RecordState;
import io.twinbox.admin.InboxItem;
import io.twinbox.spring.Appended;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.AbstractAssert;

/**
 * Says what consumers should have done. Everything is waited for, at most for {@link #within}. Not
 * thread-safe.
 */
public final class InboxAssert extends AbstractAssert<InboxAssert, InboxProbe> {
  /** How long is waited unless told otherwise. */
  public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);

  private Patience patience = new Patience(DEFAULT_LIMIT);

  InboxAssert(InboxProbe probe) {
    super(probe, InboxAssert.class);
  }

  /** Waits this long at most, for each assertion that follows. */
  public InboxAssert within(Duration limit) {
    patience = new Patience(limit);
    return this;
  }

  /** The consumer has handled the message, and its transaction has committed. */
  public InboxAssert handled(String consumer, Appended message) {
    OutsideTransactions.require();
    return handled(consumer, message.id());
  }

  /** The consumer has handled the message of this id, and its transaction has committed. */
  public InboxAssert handled(String consumer, UUID id) {
    patience.await(() -> actual.handled(consumer, id) || isDead(consumer, id));
    if (!actual.handled(consumer, id)) {
      List<InboxItem> stored = actual.stored(consumer, id);
      throw failure(
          "%nExpected consumer %s to have handled message %s within %s, but %s",
          consumer,
          id,
          patience.limit(),
          stored.isEmpty() ? "it has not seen it" : "it is " + told(stored.get(0)));
    }
    return this;
  }

  /** The message of this id is a dead letter of the consumer. */
  public InboxAssert hasDeadLetter(String consumer, UUID id) {
    patience.await(() -> isDead(consumer, id));
    if (!isDead(consumer, id)) {
      throw failure(
          "%nExpected message %s to be a dead letter of consumer %s within %s, but those are%n  %s",
          id, consumer, patience.limit(), actual.deadLetters(consumer));
    }
    return this;
  }

  /** The consumer has no dead letters that nobody discarded. Looks once. */
  public InboxAssert hasNoDeadLetters(String consumer) {
    OutsideTransactions.require();
    List<InboxItem> dead = actual.deadLetters(consumer);
    if (!dead.isEmpty()) {
      throw failure("%nExpected no dead letters of consumer %s, but%n  %s", consumer, dead);
    }
    return this;
  }

  private boolean isDead(String consumer, UUID id) {
    return actual.stored(consumer, id).stream().anyMatch(it -> it.state() == RecordState.DEAD);
  }

  private static String told(InboxItem item) {
    return item.state() + " after " + item.attempts() + " attempts: " + item.error();
  }
}
