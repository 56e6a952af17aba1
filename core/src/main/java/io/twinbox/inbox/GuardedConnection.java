package io.twinbox.inbox;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The transaction's connection as a handler sees it: what would end or change the transaction is
 * refused and remembered, even if the handler swallows the refusal. What goes round this wrapper is
 * found out by the store's guard.
 */
final class GuardedConnection implements InvocationHandler {
  private static final Set<String> REFUSED =
      Set.of(
          "commit",
          "close",
          "abort",
          "beginRequest",
          "endRequest",
          "setAutoCommit",
          "setReadOnly",
          "setTransactionIsolation");

  private final Connection connection;
  private final Connection proxy;
  private @Nullable String violation;

  GuardedConnection(Connection connection) {
    this.connection = connection;
    this.proxy =
        (Connection)
            Proxy.newProxyInstance(
                GuardedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
  }

  /** What handlers get. */
  Connection proxy() {
    return proxy;
  }

  /** What a handler tried; null = nothing. */
  @Nullable String violation() {
    return violation;
  }

  @Override
  public @Nullable Object invoke(Object self, Method method, Object @Nullable [] args)
      throws Throwable {
    String name = method.getName();
    boolean wholeRollback = name.equals("rollback") && method.getParameterCount() == 0;
    if (wholeRollback || REFUSED.contains(name)) {
      violation = name;
      throw new SQLException(
          "A handler must not call " + name + ": the inbox ends the transaction", "25000");
    }
    if (name.equals("equals") && args != null) {
      return self == args[0];
    }
    try {
      return method.invoke(connection, args);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }
}
