package io.twinbox.inbox;

import io.twinbox.spi.InboxStore;
import io.twinbox.spi.RecordSource;
import io.twinbox.spi.Transactions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The death of a process at one point: the first that matches, before, in or after a call of a
 * port. From then on no call does anything any more, as after a kill -9.
 */
final class Points {
  private static final Set<String> HARMLESS = Set.of("faultOf", "promises", "wake", "toString");

  /** Thrown where the process dies; a real one would not even see it. */
  static final class Halt extends Error {
    private static final long serialVersionUID = 1L;

    Halt(String point) {
      super(point);
    }
  }

  private final Predicate<String> where;
  private final List<String> passed = new ArrayList<>();
  private boolean halted;

  private Points(Predicate<String> where) {
    this.where = where;
  }

  static Points never() {
    return new Points(point -> false);
  }

  static Points at(String point) {
    return new Points(point::equals);
  }

  /** At the n-th point, 0-based. */
  static Points at(int n) {
    int[] left = {n};
    return new Points(point -> left[0]-- == 0);
  }

  boolean halted() {
    return halted;
  }

  List<String> passed() {
    return passed;
  }

  /** The process passes a point, and perhaps dies there. */
  void pass(String point) {
    requireAlive();
    passed.add(point);
    if (where.test(point)) {
      kill(point);
    }
  }

  /** The process dies. */
  void kill(String point) {
    halted = true;
    throw new Halt(point);
  }

  /** The process is dead from the next call on. */
  void dead() {
    halted = true;
  }

  private void requireAlive() {
    if (halted) {
      throw new Halt("dead already");
    }
  }

  InboxStore store(InboxStore store) {
    return watch(InboxStore.class, store);
  }

  RecordSource source(RecordSource source) {
    return watch(RecordSource.class, source);
  }

  Transactions transactions(Transactions transactions) {
    return new Transactions() {
      @Override
      public <T> T run(Work<T> work) {
        pass("before transaction");
        T result =
            transactions.run(
                tx -> {
                  T made = work.in(tx);
                  pass("in transaction");
                  return made;
                });
        pass("after transaction");
        return result;
      }
    };
  }

  private <P> P watch(Class<P> port, P target) {
    return port.cast(
        Proxy.newProxyInstance(
            Points.class.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, args) -> {
              String name = method.getName();
              boolean counts = !HARMLESS.contains(name);
              if (counts) {
                pass("before " + name);
              }
              try {
                Object result = method.invoke(target, args);
                if (counts) {
                  pass("after " + name);
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            }));
  }
}
