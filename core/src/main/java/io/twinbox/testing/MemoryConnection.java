package io.twinbox.testing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a transaction of an {@link InMemoryInboxStore}: it can be committed, rolled
 * back and unwrapped, and has savepoints behind which nothing is written. All else is not
 * supported.
 */
final class MemoryConnection implements InvocationHandler {
  private final InMemoryInboxStore store;
  private MemoryTransaction tx = new MemoryTransaction();
  private boolean closed;

  private MemoryConnection(InMemoryInboxStore store) {
    this.store = store;
  }

  static Connection open(InMemoryInboxStore store) {
    return (Connection)
        Proxy.newProxyInstance(
            MemoryConnection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new MemoryConnection(store));
  }

  static MemoryConnection of(Connection connection) {
    try {
      return connection.unwrap(MemoryConnection.class);
    } catch (SQLException e) {
      throw new IllegalArgumentException("not a connection of an in-memory inbox", e);
    }
  }

  MemoryTransaction tx() {
    return tx;
  }

  /** As a database does: what comes next is another transaction. */
  void commit() throws SQLException {
    synchronized (store.lock()) {
      if (tx.guarded()) {
        rollback();
        throw new SQLException("the guard was not released: nothing is committed", "23503");
      }
      tx.commit();
      tx = new MemoryTransaction();
    }
  }

  void rollback() {
    synchronized (store.lock()) {
      tx.rollback();
      tx = new MemoryTransaction();
    }
  }

  /**
   * @param savepoint null = all is rolled back
   */
  private End rollingBack(@Nullable Object savepoint) {
    if (savepoint == null) {
      return this::rollback;
    }
    InvocationHandler point = Proxy.getInvocationHandler(savepoint);
    return () -> rollbackTo(point);
  }

  private void rollbackTo(InvocationHandler point) {
    if (!(point instanceof MemorySavepoint savepoint) || tx.size() != savepoint.changes()) {
      throw new UnsupportedOperationException("something was written behind the savepoint");
    }
  }

  /** Knows how much had been changed, and nothing else. */
  private record MemorySavepoint(int changes) implements InvocationHandler {
    static Object of(Class<?> type, int changes) {
      return Proxy.newProxyInstance(
          MemoryConnection.class.getClassLoader(),
          new Class<?>[] {type},
          new MemorySavepoint(changes));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object @Nullable [] args) {
      throw new UnsupportedOperationException(method.getName());
    }
  }

  void close() {
    rollback();
    closed = true;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args)
      throws SQLException {
    Object first = args == null || args.length == 0 ? null : args[0];
    return switch (method.getName()) {
      case "commit" -> ended(this::commit);
      case "rollback" -> ended(rollingBack(first));
      case "setSavepoint" -> MemorySavepoint.of(method.getReturnType(), tx.size());
      case "releaseSavepoint" -> null;
      case "close" -> ended(this::close);
      case "isClosed" -> closed;
      case "getAutoCommit", "isReadOnly" -> false;
      case "unwrap" -> this;
      case "isWrapperFor" -> first == MemoryConnection.class;
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> proxy == first;
      case "toString" -> "in-memory connection";
      default ->
          throw new UnsupportedOperationException(method.getName() + ": there is no database here");
    };
  }

  private interface End {
    void run() throws SQLException;
  }

  private static @Nullable Object ended(End end) throws SQLException {
    end.run();
    return null;
  }
}
