package io.twinbox.jdbc;

import io.twinbox.AppendException;
import io.twinbox.NoTransactionException;
import io.twinbox.NoTransactionException.Reason;
import io.twinbox.TwinboxException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** What a SQLSTATE means to somebody who appends. Never told by the text of a message. */
final class AppendFailures {

  private AppendFailures() {}

  /** The exception to throw for a failed insert of these messages. */
  static TwinboxException of(SQLException failure, SchemaName schema, List<UUID> ids) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    return switch (state) {
      case "25006" -> new NoTransactionException(Reason.READ_ONLY, failure);
      case "25P02" -> new NoTransactionException(Reason.ABORTED, failure);
      case "08003" -> new NoTransactionException(Reason.CLOSED, failure);
      default -> new AppendException(explanation(state, schema), ids, failure);
    };
  }

  private static String explanation(String state, SchemaName schema) {
    String what =
        switch (state) {
          case "3F000", "42P01", "42703", "42883" ->
              "The schema "
                  + schema
                  + " is missing or of another version. Run: twinbox schema"
                  + " verify --schema "
                  + schema
                  + '.';
          case "42501" ->
              "The role may not append to "
                  + schema
                  + ".outbox. Grant it the app role of: twinbox"
                  + " schema print --roles --schema "
                  + schema
                  + '.';
          case "23514" -> "The database's own rules refuse a message.";
          default -> "The database failed to store the messages.";
        };
    return what + " sqlState:" + state;
  }
}
