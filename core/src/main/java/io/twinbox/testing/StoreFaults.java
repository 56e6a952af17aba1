package io.twinbox.testing;

import io.twinbox.spi.StoreException;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with an {@link InMemoryOutboxStore}, by order of the test. Faults of one call
 * happen in the order they were asked for, one per call. Thread-safe.
 */
public final class StoreFaults {

  private record Fault(Runnable before, Runnable after) {
    static Fault before(Runnable action) {
      return new Fault(action, () -> {});
    }

    static Fault after(Runnable action) {
      return new Fault(() -> {}, action);
    }
  }

  private final Map<StoreCall, Queue<Fault>> next = new EnumMap<>(StoreCall.class);
  private @Nullable String down;

  StoreFaults() {}

  /** The next such call fails without having any effect. */
  public void failBefore(StoreCall call) {
    add(call, Fault.before(() -> fail(call, "before its effect")));
  }

  /** The next such call has its effect, and its caller sees it fail: the answer was lost. */
  public void failAfter(StoreCall call) {
    add(call, Fault.after(() -> fail(call, "after its effect")));
  }

  /** Runs {@code action} in the caller's thread before the next such call has its effect. */
  public void before(StoreCall call, Runnable action) {
    add(call, Fault.before(action));
  }

  /** Runs {@code action} in the caller's thread after the next such call has had its effect. */
  public void after(StoreCall call, Runnable action) {
    add(call, Fault.after(action));
  }

  /** From now on every call fails, until {@link #comeBack}. */
  public synchronized void goDown() {
    down = "the database is down";
  }

  /** The database answers again. */
  public synchronized void comeBack() {
    down = null;
  }

  <T> T around(StoreCall call, Supplier<T> effect) {
    Fault fault = take(call);
    fault.before().run();
    T result = effect.get();
    fault.after().run();
    return result;
  }

  private synchronized void add(StoreCall call, Fault fault) {
    next.computeIfAbsent(call, any -> new ArrayDeque<>()).add(fault);
  }

  private synchronized Fault take(StoreCall call) {
    if (down != null) {
      throw new StoreException(down, null);
    }
    Queue<Fault> queue = next.get(call);
    Fault fault = queue == null ? null : queue.poll();
    return fault == null ? Fault.before(() -> {}) : fault;
  }

  private static void fail(StoreCall call, String when) {
    throw new StoreException(call + " failed " + when + ", as the test asked", null);
  }
}
