package io.twinbox.benchmarks;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * Counts what a program sends to its database: each execution of a statement, each COMMIT, each
 * ROLLBACK. A BEGIN travels with the statement after it and is not counted. Thread-safe.
 */
final class StatementCount {
  private static final Set<String> ENDS = Set.of("commit", "rollback");

  private final AtomicLong sent = new AtomicLong();

  long sent() {
    return sent.get();
  }

  /** The same data source, counted. */
  DataSource counting(DataSource database) {
    return watch(DataSource.class, database);
  }

  private <T> T watch(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> invoke(target, method, arguments)));
  }

  private Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    if (method.getName().startsWith("execute")
        || (target instanceof Connection && ENDS.contains(method.getName()))) {
      sent.incrementAndGet();
    }
    try {
      return watched(method, method.invoke(target, arguments));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private Object watched(Method method, Object result) {
    Class<?> type = method.getReturnType();
    if (type == Connection.class && result instanceof Connection connection) {
      return watch(Connection.class, connection);
    }
    if (type == CallableStatement.class && result instanceof CallableStatement statement) {
      return watch(CallableStatement.class, statement);
    }
    if (type == PreparedStatement.class && result instanceof PreparedStatement statement) {
      return watch(PreparedStatement.class, statement);
    }
    if (type == Statement.class && result instanceof Statement statement) {
      return watch(Statement.class, statement);
    }
    return result;
  }
}
