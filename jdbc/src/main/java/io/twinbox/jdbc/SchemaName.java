package io.twinbox.jdbc;

/**
 * Which schema our tables are in. SQL in this package is written for the schema {@code twinbox}, so
 * that it can be pasted into psql, and rewritten once for the schema that is really meant.
 *
 * @param name a legal identifier
 */
record SchemaName(String name) {

  static final SchemaName DEFAULT = new SchemaName("twinbox");

  SchemaName {
    Identifiers.require("schema", name);
  }

  /** The name for SQL text. */
  String quoted() {
    return Identifiers.quote("schema", name);
  }

  /** The statement with every {@code twinbox.} replaced by this schema. */
  String in(String sql) {
    return sql.replace("twinbox.", quoted() + '.');
  }

  @Override
  public String toString() {
    return name;
  }
}
