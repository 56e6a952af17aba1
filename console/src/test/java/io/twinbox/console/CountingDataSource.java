package io.twinbox.console;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** Counts the statements that go through a pool. */
final class CountingDataSource {
  private final AtomicLong statements = new AtomicLong();

  long statements() {
    return statements.get();
  }

  DataSource around(DataSource pool) {
    return proxy(DataSource.class, pool);
  }

  private <T> T proxy(Class<T> type, Object target) {
    InvocationHandler handler =
        (self, method, args) -> {
          if (method.getName().startsWith("execute")) {
            statements.incrementAndGet();
          }
          return wrapped(method, call(method, target, args));
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Method method, Object target, Object[] args) throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private Object wrapped(Method method, Object result) {
    Class<?> type = method.getReturnType();
    boolean looked = type == Connection.class || type == Statement.class;
    return result != null && (looked || type == PreparedStatement.class)
        ? proxy(type, result)
        : result;
  }
}
