package io.twinbox.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the schema as a versioned migration of Flyway; run by the build, so that the file is
 * always {@link Schema#print()}'s SQL. Flyway has its own transaction around it.
 */
final class MigrationFile {
  /**
   * The location is part of what users configure, and the name is what their databases remember:
   * neither may change. The version is below any an application would begin with, and the SQL that
   * will follow for the next version of the schema is 0.2.
   */
  static final String LOCATION = "io/twinbox/jdbc/flyway";

  static final String NAME = "V0.1__twinbox.sql";

  private MigrationFile() {}

  /**
   * Writes it below a directory of classes.
   *
   * @param arguments the directory
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]).resolve(LOCATION);
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(NAME), text());
  }

  static String text() {
    return SchemaScript.create(SchemaName.DEFAULT)
        + SchemaScript.versionOne(SchemaName.DEFAULT, Schema.DEFAULT_RETENTION);
  }
}
