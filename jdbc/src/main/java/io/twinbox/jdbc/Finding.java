package io.twinbox.jdbc;

import java.util.Objects;

/**
 * Something about a schema that would break a promise.
 *
 * @param kind what is wrong
 * @param sentence what was found and what is needed
 * @param remedy the command or statement that mends it
 */
public record Finding(Kind kind, String sentence, String remedy) {

  public Finding {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(sentence, "sentence");
    Objects.requireNonNull(remedy, "remedy");
  }

  /** What is wrong. */
  public enum Kind {
    /** The server is older than PostgreSQL 14. */
    SERVER_TOO_OLD,
    /** The database cannot hold every character that records and messages may have. */
    WRONG_ENCODING,
    /** There is no schema of ours. */
    SCHEMA_MISSING,
    /** The schema is of an earlier release. */
    SCHEMA_OLDER,
    /** The schema is of a later release. */
    SCHEMA_NEWER,
    /** A table, view, function, sequence or index is not there. */
    PART_MISSING,
    /** The log's ring does not have exactly the slots 0 to 7, or the ledger's 0 to 8. */
    WRONG_SLOTS,
    /** The sequence would hand out numbers ahead of time, or twice. */
    WRONG_SEQUENCE,
    /** A transaction could draw its first seq before its xid, or give its own. */
    WRONG_ORDER,
    /** The slots turn at another pace than the retention asks for. */
    WRONG_PERIOD,
    /** What is committed to the log or the ledger could be lost in a crash: it is unlogged. */
    NOT_DURABLE,
    /** An index sorts text by a collation that changes with the system's libraries. */
    WRONG_COLLATION,
    /** A handler could commit the inbox's transaction by itself. */
    NO_GUARD
  }
}
