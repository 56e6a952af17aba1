package io.twinbox.jdbc;

import io.twinbox.spi.DatabaseFault;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What an error says about the database, by SQLSTATE and the name of a constraint, never by text.
 *
 * <p>A session that was ended because its transaction idled or ran for too long (25P03, 25P04,
 * 57014) says nothing about the database: a handler that is too slow would be repeated for ever.
 */
final class DatabaseFaults {
  private static final int DEEPEST = 50;

  private DatabaseFaults() {}

  static DatabaseFault of(Throwable error) {
    DatabaseFault fault = DatabaseFault.NONE;
    Throwable cause = error;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof SQLException sql) {
        fault = worse(fault, of(sql));
      }
      cause = cause.getCause();
    }
    return fault;
  }

  private static DatabaseFault of(SQLException error) {
    if (error instanceof PSQLException server && isOfGuard(server.getServerErrorMessage())) {
      return DatabaseFault.TRANSACTION_BROKEN;
    }
    String state = error.getSQLState();
    if (state == null) {
      return pool(error) ? DatabaseFault.UNAVAILABLE : DatabaseFault.NONE;
    }
    return ofState(state);
  }

  private static boolean isOfGuard(@Nullable ServerErrorMessage message) {
    return message != null && Guards.CONSTRAINT.equals(message.getConstraint());
  }

  private static DatabaseFault ofState(String state) {
    return switch (state) {
      case "40001", "40P01" -> DatabaseFault.CONTENTION;
      case Guards.ABORTED -> DatabaseFault.TRANSACTION_BROKEN;
      case "57014" -> DatabaseFault.NONE;
      case "25006", "3D000" -> DatabaseFault.UNAVAILABLE;
      default -> ofClass(state.length() < 2 ? "" : state.substring(0, 2));
    };
  }

  /** Connection, resources, operator's intervention, the server's disk, log-in. */
  private static DatabaseFault ofClass(String sqlClass) {
    return switch (sqlClass) {
      case "08", "53", "57", "58", "28" -> DatabaseFault.UNAVAILABLE;
      default -> DatabaseFault.NONE;
    };
  }

  /** Pools say by the class of the exception that they have no connection to give. */
  private static boolean pool(SQLException error) {
    return error instanceof SQLTransientConnectionException
        || error instanceof SQLNonTransientConnectionException
        || error instanceof SQLRecoverableException;
  }

  private static DatabaseFault worse(DatabaseFault a, DatabaseFault b) {
    if (a == DatabaseFault.UNAVAILABLE || b == DatabaseFault.UNAVAILABLE) {
      return DatabaseFault.UNAVAILABLE;
    }
    return a == DatabaseFault.NONE ? b : a;
  }
}
