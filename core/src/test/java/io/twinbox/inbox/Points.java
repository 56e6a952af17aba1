package io.twinbox.inbox;

import io.twinbox.engine.Death;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.RecordSource;
import io.twinbox.spi.Transactions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.function.Predicate;

/** The points of a consumer: before, in and after each call of a port. */
final class Points extends Death {
  private static final Set<String> HARMLESS = Set.of("faultOf", "promises", "wake", "toString");

  private Points(Predicate<String> where) {
    super(where);
  }

  static Points never() {
    return new Points(point -> false);
  }

  static Points at(String point) {
    return new Points(point::equals);
  }

  /** At the n-th point, 0-based. */
  static Points at(int n) {
    return new Points(nth(n));
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
