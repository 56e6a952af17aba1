package io.twinbox;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The connection carries no transaction a message could be part of. Nothing was written: a message
 * appended outside the business transaction would exist whether or not the business does.
 */
public final class NoTransactionException extends TwinboxException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  public NoTransactionException(Reason reason, @Nullable Throwable cause) {
    super(reason.sentence(), cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  public NoTransactionException(Reason reason) {
    this(reason, null);
  }

  /** What is wrong with the connection. */
  public Reason reason() {
    return reason;
  }

  /** Why the connection carries no transaction to append to. */
  public enum Reason {
    /** Every statement commits by itself. */
    AUTO_COMMIT(
        "The connection is in auto-commit mode: the message would be committed whether or not the"
            + " business change is. Call setAutoCommit(false), or begin a transaction, before"
            + " appending."),
    /** The transaction may not write. */
    READ_ONLY(
        "The transaction is read-only. Append in a transaction that may write (setReadOnly(false),"
            + " @Transactional without readOnly)."),
    /** An earlier statement failed, so the transaction can only be rolled back. */
    ABORTED(
        "The transaction has already failed and can only be rolled back. Roll back, or roll back to"
            + " a savepoint, before appending."),
    /** The connection is closed. */
    CLOSED("The connection is closed. Append before the transaction ends, on its own connection."),
    /** Where a framework owns the transactions: none runs in this thread. */
    NONE(
        "No transaction runs in this thread. Append inside of one (@Transactional, a"
            + " TransactionTemplate), in the thread that began it."),
    /** Where a framework owns the transactions: the one that runs is of another database. */
    OTHER_DATA_SOURCE(
        "The running transaction is not one of the outbox's DataSource. Use the transaction manager"
            + " of that DataSource, and let it synchronize; where there are several, mark the"
            + " outbox's with @TwinboxDataSource."),
    /** Where a framework owns the transactions: the messages of this one are written. */
    ENDING(
        "The transaction is committed, or just about to be: what is appended now would be lost."
            + " Append before its commit, or in a transaction of its own (REQUIRES_NEW).");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }

    /** What is wrong and what to do. */
    public String sentence() {
      return sentence;
    }
  }
}
