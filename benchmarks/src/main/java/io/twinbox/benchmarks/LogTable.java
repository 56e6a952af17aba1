package io.twinbox.benchmarks;

import io.twinbox.jdbc.Schema;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** A table that messages wait in, one per contender, or end in. */
enum LogTable {
  /** The product's log, made by the product's schema. */
  OUTBOX("twinbox.outbox", ""),

  /** What the bare limit reads: the columns of the product's log, one index, no partitions. */
  BARE(
      "bench.bare",
      """
      CREATE SCHEMA IF NOT EXISTS bench;
      CREATE TABLE bench.bare (
        xid          xid8        NOT NULL DEFAULT pg_current_xact_id(),
        seq          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        slot         smallint    NOT NULL DEFAULT 0,
        id           uuid        NOT NULL,
        channel      text        NOT NULL DEFAULT 'kafka',
        topic        text        NOT NULL,
        key          text,
        type         text        NOT NULL,
        content_type text        NOT NULL DEFAULT 'application/json',
        payload      bytea,
        headers      jsonb       NOT NULL DEFAULT '{}',
        occurred_at  timestamptz NOT NULL DEFAULT clock_timestamp()
      )
      """),

  /** What people write by hand: rows are deleted once they are sent. */
  HANDWRITTEN(
      "bench.handwritten",
      """
      CREATE SCHEMA IF NOT EXISTS bench;
      CREATE TABLE bench.handwritten (
        seq          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id           uuid        NOT NULL,
        topic        text        NOT NULL,
        key          text,
        type         text        NOT NULL,
        content_type text        NOT NULL DEFAULT 'application/json',
        payload      bytea,
        headers      jsonb       NOT NULL DEFAULT '{}',
        occurred_at  timestamptz NOT NULL DEFAULT clock_timestamp()
      )
      """),

  /** What handlers of the inbox write. */
  EFFECT(Effects.TABLE, Effects.DDL);

  private final String qualifiedName;
  private final String ddl;

  LogTable(String qualifiedName, String ddl) {
    this.qualifiedName = qualifiedName;
    this.ddl = ddl;
  }

  /** Schema and table, safe to put into a statement. */
  String qualifiedName() {
    return qualifiedName;
  }

  /** Creates the table. */
  void create(String url) throws SQLException {
    if (this == OUTBOX) {
      Schema.named(Schema.DEFAULT_NAME).install(dataSource(url));
    } else {
      BenchServers.execute(url, ddl);
    }
  }

  /** Makes room for the next round, as a purge does. */
  void clear(String url) throws SQLException {
    BenchServers.execute(url, "TRUNCATE " + qualifiedName);
  }

  private static PGSimpleDataSource dataSource(String url) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    return source;
  }
}
