package io.twinbox.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Where a database is and who asks. A password is never an argument: others on the machine can read
 * the arguments of a process.
 */
final class DatabaseOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--url",
      required = true,
      paramLabel = "URL",
      description = "The database, as jdbc:postgresql://host:port/name.")
  private String url = "";

  @Option(names = "--user", paramLabel = "ROLE", description = "The role to log in as.")
  private @Nullable String user;

  @ArgGroup private @Nullable Password password;

  /** At most one of them. */
  static final class Password {
    @Option(
        names = "--password-env",
        paramLabel = "VARIABLE",
        description = "The environment variable that holds the password.")
    private @Nullable String variable;

    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description = "The file whose first line is the password.")
    private @Nullable Path file;
  }

  /** The database, not asked yet. */
  DataSource database() {
    PGSimpleDataSource database = new PGSimpleDataSource();
    try {
      database.setURL(url);
    } catch (IllegalArgumentException e) {
      throw mistake("--url is not like jdbc:postgresql://host:port/name: " + url);
    }
    if (user != null) {
      database.setUser(user);
    }
    String secret = password == null ? null : secret(password);
    if (secret != null) {
      database.setPassword(secret);
    }
    return database;
  }

  private @Nullable String secret(Password source) {
    if (source.variable != null) {
      String value = System.getenv(source.variable);
      if (value == null) {
        throw mistake("--password-env: there is no environment variable " + source.variable);
      }
      return value;
    }
    return source.file == null ? null : firstLine(source.file);
  }

  private String firstLine(Path file) {
    try {
      return Files.readString(file).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw mistake("--password-file cannot be read: " + file);
    }
  }

  private ParameterException mistake(String what) {
    CommandLine commandLine = command.commandLine();
    return new ParameterException(commandLine, what);
  }
}
