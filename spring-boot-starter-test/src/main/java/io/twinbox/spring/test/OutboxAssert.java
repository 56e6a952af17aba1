package io.twinbox.spring.test;

import io.twinbox.spring.Appended;
import io.twinbox.spring.NotPublishedException;
import io.twinbox.spring.outbox.Append;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;

/**
 * Says what an outbox should have been given. What may take a moment (another thread's transaction,
 * a publication) is waited for, at most for {@link #within}; what can only be wrong fails at once.
 * Not thread-safe.
 */
public final class OutboxAssert extends AbstractAssert<OutboxAssert, OutboxProbe> {
  /** How long is waited unless told otherwise. */
  public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);

  private Patience patience = new Patience(DEFAULT_LIMIT);

  OutboxAssert(OutboxProbe probe) {
    super(probe, OutboxAssert.class);
  }

  /** Waits this long at most, for each assertion that follows. */
  public OutboxAssert within(Duration limit) {
    patience = new Patience(limit);
    return this;
  }

  /**
   * The committed transactions of the test have appended exactly these, in this order.
   *
   * @param events compared by {@code equals}; for what was appended as a message the message
   */
  public OutboxAssert appendedExactly(Object... events) {
    List<Object> expected = Arrays.asList(events);
    patience.await(() -> !isBeginning(actual.events(), expected));
    if (!actual.events().equals(expected)) {
      throw failure(
          "%nExpected the outbox to be given exactly%n  %s%nbut the committed transactions"
              + " appended%n  %s",
          expected, actual.transactions());
    }
    return this;
  }

  /** Whether it can still become what is expected. */
  private static boolean isBeginning(List<Object> events, List<Object> expected) {
    return events.size() < expected.size() && expected.subList(0, events.size()).equals(events);
  }

  /** One committed transaction has appended exactly these, in this order; others may have more. */
  public OutboxAssert appendedInOneTransaction(Object... events) {
    List<Object> expected = Arrays.asList(events);
    patience.await(() -> actual.transactions().contains(expected));
    if (!actual.transactions().contains(expected)) {
      throw failure(
          "%nExpected one transaction that appended exactly%n  %s%nbut they appended%n  %s",
          expected, actual.transactions());
    }
    return this;
  }

  /** No transaction has committed any message. Looks once: a transaction may still run. */
  public OutboxAssert appendedNothing() {
    if (!actual.events().isEmpty()) {
      throw failure("%nExpected nothing to be appended, but%n  %s", actual.transactions());
    }
    return this;
  }

  /** At least one event of this class was appended, and all of them are published. */
  public OutboxAssert published(Class<?> eventType) {
    patience.await(() -> !handles(eventType).isEmpty());
    List<Appended> handles = handles(eventType);
    if (handles.isEmpty()) {
      throw failure(
          "%nExpected a published %s, but the committed transactions appended%n  %s",
          eventType.getSimpleName(), actual.transactions());
    }
    handles.forEach(this::published);
    return this;
  }

  /** This message is published. */
  public OutboxAssert published(Appended handle) {
    Objects.requireNonNull(handle, "handle");
    try {
      if (!handle.awaitPublished(patience.limit())) {
        throw failure("%nMessage %s is not published within %s", handle.id(), patience.limit());
      }
    } catch (NotPublishedException e) {
      throw (AssertionError) failure("%n%s", e.getMessage()).initCause(e);
    }
    return this;
  }

  /** The relays of the context's database have this many dead letters that nobody discarded. */
  public OutboxAssert hasDeadLetters(long count) {
    patience.await(() -> actual.dead() == count);
    long dead = actual.dead();
    if (dead != count) {
      throw failure("%nExpected dead letters: %s, but there are: %s", count, dead);
    }
    return this;
  }

  private List<Appended> handles(Class<?> eventType) {
    return actual.appends().stream()
        .filter(append -> eventType.isInstance(append.event()))
        .map(Append::handle)
        .toList();
  }
}
