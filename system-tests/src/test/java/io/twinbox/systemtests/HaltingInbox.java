package io.twinbox.systemtests;

import io.twinbox.inbox.InboxHandler;
import io.twinbox.spi.AssignmentListener;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.Partition;
import io.twinbox.spi.RecordSource;
import io.twinbox.spi.Transactions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The real ports and handlers of one consumer, with the halting points between them. */
final class HaltingInbox {

  /** What a transaction has done so far. */
  private enum Done {
    NOTHING,
    STORED,
    HANDLED
  }

  private final Halt halt;
  private final ThreadLocal<Done> done = ThreadLocal.withInitial(() -> Done.NOTHING);
  private volatile @Nullable Thread poller;

  HaltingInbox(Halt halt) {
    this.halt = halt;
  }

  /** Whether the thread that polls stands still: only then may another one close the source. */
  boolean pollerStandsStill() {
    return poller != null && halt.standsStill(poller);
  }

  <T> InboxHandler<T> handler(InboxHandler<T> handler) {
    return (event, context) -> {
      halt.pass(InboxPoint.BEFORE_HANDLER);
      handler.handle(event, context);
      done.set(Done.HANDLED);
      halt.pass(InboxPoint.AFTER_HANDLER);
    };
  }

  Transactions transactions(Transactions transactions) {
    return new Transactions() {
      @Override
      public <T> T run(Work<T> work) {
        halt.pass(InboxPoint.BEFORE_TRANSACTION);
        done.set(Done.NOTHING);
        T result =
            transactions.run(
                tx -> {
                  T made = work.in(tx);
                  pass(Done.HANDLED, InboxPoint.BEFORE_COMMIT);
                  return made;
                });
        pass(Done.HANDLED, InboxPoint.AFTER_COMMIT);
        pass(Done.STORED, InboxPoint.AFTER_STORING);
        return result;
      }
    };
  }

  private void pass(Done when, InboxPoint point) {
    if (done.get() == when) {
      halt.pass(point);
    } else {
      halt.pass();
    }
  }

  InboxStore store(InboxStore store) {
    return around(
        InboxStore.class,
        (method, args) -> {
          if (!method.getName().equals("store")) {
            halt.pass();
            return call(store, method, args);
          }
          halt.pass(InboxPoint.BEFORE_STORING);
          done.set(Done.STORED);
          return call(store, method, args);
        });
  }

  RecordSource source(RecordSource source) {
    return around(
        RecordSource.class,
        (method, args) ->
            switch (method.getName()) {
              case "wake" -> call(source, method, args);
              case "open" -> {
                poller = Thread.currentThread();
                args[1] = new Deaf((AssignmentListener) args[1]);
                yield call(source, method, args);
              }
              case "commit", "commitNow" -> {
                halt.pass(InboxPoint.BEFORE_OFFSETS);
                Object result = call(source, method, args);
                halt.pass(InboxPoint.AFTER_OFFSETS);
                yield result;
              }
              default -> {
                halt.pass();
                yield call(source, method, args);
              }
            });
  }

  /** The dead do not hear that their partitions are taken. */
  private final class Deaf implements AssignmentListener {
    private final AssignmentListener listener;

    Deaf(AssignmentListener listener) {
      this.listener = listener;
    }

    @Override
    public void assigned(Collection<Partition> partitions) {
      if (!halt.halted()) {
        listener.assigned(partitions);
      }
    }

    @Override
    public void revoked(Collection<Partition> partitions) {
      if (!halt.halted()) {
        listener.revoked(partitions);
      }
    }

    @Override
    public void lost(Collection<Partition> partitions) {
      if (!halt.halted()) {
        listener.lost(partitions);
      }
    }
  }

  private interface Around {
    @Nullable Object call(Method method, Object[] args) throws Throwable;
  }

  private static <P> P around(Class<P> port, Around around) {
    return port.cast(
        Proxy.newProxyInstance(
            HaltingInbox.class.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, args) -> around.call(method, args)));
  }

  private static @Nullable Object call(Object target, Method method, Object[] args)
      throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }
}
