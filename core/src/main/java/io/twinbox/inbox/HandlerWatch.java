package io.twinbox.inbox;

import io.twinbox.engine.Listeners;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.MonotonicClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts handlers that take longer than they may. Thread-safe.
 *
 * <p>Protocol: a call is registered before it begins and taken off when it ends, and interrupted in
 * between at most once, all under this object's lock: no interrupt hits what the thread does next.
 * Nor does one that a handler leaves behind. Once the calls are abandoned none begins any more, and
 * interrupts are left alone: they tell handlers to return.
 */
final class HandlerWatch {

  /** A call under way. */
  private static final class Call {
    final Thread thread = Thread.currentThread();
    final InboxRecord record;
    final long begunAt;
    final Instant since = Instant.now();
    boolean interrupted;

    Call(InboxRecord record, long begunAt) {
      this.record = record;
      this.begunAt = begunAt;
    }
  }

  private final MonotonicClock clock;
  private final Duration limit;
  private final Listeners<InboxListener> listeners;
  private final Map<Thread, Call> calls = new HashMap<>();
  private boolean abandoned;

  HandlerWatch(MonotonicClock clock, Duration limit, Listeners<InboxListener> listeners) {
    this.clock = clock;
    this.limit = limit;
    this.listeners = listeners;
  }

  /**
   * A call begins in this thread; {@code record} is the first it handles.
   *
   * @throws InnocentException if calls are abandoned: it must not begin
   */
  synchronized void begin(InboxRecord record) {
    if (abandoned) {
      throw new InnocentException(new IllegalStateException("the consumer is being closed"));
    }
    Thread.interrupted();
    calls.put(Thread.currentThread(), new Call(record, clock.nanos()));
  }

  /** The call has ended. Gives whether it took too long; interrupts are taken back. */
  synchronized boolean end() {
    Call call = calls.remove(Thread.currentThread());
    if (!abandoned) {
      Thread.interrupted();
    }
    return call != null && call.interrupted;
  }

  /** From now on no call begins. */
  synchronized void abandon() {
    abandoned = true;
  }

  /** Interrupts what takes too long. Called several times per second. */
  void check() {
    for (Call call : interruptOverdue()) {
      long nanos = clock.nanos() - call.begunAt;
      listeners.tell(listener -> listener.handlerStuck(call.record, nanos));
    }
  }

  private synchronized List<Call> interruptOverdue() {
    List<Call> overdue = new ArrayList<>();
    for (Call call : calls.values()) {
      if (!call.interrupted && clock.nanos() - call.begunAt > limit.toNanos()) {
        call.interrupted = true;
        call.thread.interrupt();
        overdue.add(call);
      }
    }
    return overdue;
  }

  /** Whether a call runs though it was interrupted. */
  synchronized boolean stuck() {
    return calls.values().stream().anyMatch(call -> call.interrupted);
  }

  /** Since when the oldest call runs; null = none does. */
  synchronized @Nullable Instant oldest() {
    Optional<Instant> oldest =
        calls.values().stream().map(call -> call.since).min(Instant::compareTo);
    return oldest.orElse(null);
  }
}
