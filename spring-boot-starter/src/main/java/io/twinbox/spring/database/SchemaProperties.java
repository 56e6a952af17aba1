package io.twinbox.spring.database;

import io.twinbox.jdbc.Schema;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The schema.
 *
 * @param name Name of the schema that holds outbox and inbox.
 * @param initialize Whether the schema is installed at start. What is there is never altered.
 * @param verify Whether the start fails unless the schema is there in the version needed.
 * @param retention How long settled entries are kept, where the schema is installed here; 7d if not
 *     set.
 */
@ConfigurationProperties("twinbox.schema")
record SchemaProperties(
    @Nullable String name,
    @Nullable Initialize initialize,
    @Nullable Boolean verify,
    @Nullable Duration retention) {

  String nameOrDefault() {
    return name == null ? Schema.DEFAULT_NAME : name;
  }

  boolean verifies() {
    return verify == null || verify;
  }

  boolean installs(boolean embedded) {
    return switch (initialize == null ? Initialize.EMBEDDED : initialize) {
      case ALWAYS -> true;
      case EMBEDDED -> embedded;
      case NEVER -> false;
    };
  }

  /** When the schema is installed. */
  enum Initialize {
    /** At every start; does nothing where it is there. */
    ALWAYS,
    /** Where the database is one of a test or a demo. */
    EMBEDDED,
    /** By whoever migrates the database. */
    NEVER
  }
}
