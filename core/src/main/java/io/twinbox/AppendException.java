package io.twinbox;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * The database refused or failed to store the messages. None of them is stored, and the transaction
 * can only be rolled back, to a savepoint or altogether.
 */
public final class AppendException extends TwinboxException {
  private static final long serialVersionUID = 1L;

  private final String sqlState;
  private final UUID[] ids;

  /**
   * @param explanation what happened and what to do, ending in a full stop
   * @param ids the messages that were to be stored by the failed statement
   * @param cause what the driver threw
   */
  public AppendException(String explanation, List<UUID> ids, SQLException cause) {
    super(explanation + " messages:" + ids.size() + " first:" + ids.get(0), cause);
    this.sqlState = cause.getSQLState() == null ? "" : cause.getSQLState();
    this.ids = ids.toArray(new UUID[0]);
  }

  /** The SQLSTATE of the cause, five characters; empty where the driver gave none. */
  public String sqlState() {
    return sqlState;
  }

  /** The messages that were to be stored by the failed statement, one or more. */
  public List<UUID> ids() {
    return List.of(ids);
  }
}
