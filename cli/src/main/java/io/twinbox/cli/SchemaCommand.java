package io.twinbox.cli;

import io.twinbox.jdbc.Finding;
import io.twinbox.jdbc.Installed;
import io.twinbox.jdbc.RoleNames;
import io.twinbox.jdbc.Schema;
import io.twinbox.jdbc.SchemaReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code twinbox schema print | install | verify}. */
@Command(name = "schema", description = "Shows, installs or checks our tables in PostgreSQL.")
final class SchemaCommand implements Runnable {

  private static final JsonMapper JSON = new JsonMapper();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name one of print, install, verify");
  }

  @Command(name = "print", description = "Prints the SQL that creates the schema, for psql.")
  int print(
      @Mixin SchemaOptions options,
      @Option(
              names = "--roles",
              description = "Print the SQL of the least-privilege roles instead.")
          boolean roles,
      @Option(
              names = "--retention",
              paramLabel = "TIME",
              converter = RetentionConverter.class,
              description = "How long entries are kept: 7d, 36h, 90m, 30s. Default: 7d.")
          @Nullable Duration retention) {
    String sql =
        roles
            ? options.schema.printRoles(RoleNames.DEFAULT)
            : options.schema.print(
                checked(retention == null ? Schema.DEFAULT_RETENTION : retention));
    if (options.json) {
      tell(Map.of("sql", sql));
    } else {
      out().print(sql);
      out().flush();
    }
    return ExitCode.OK;
  }

  @Command(
      name = "install",
      description = {
        "Creates the schema where there is none; does nothing where it is.",
        "With --retention it also changes how long entries are kept, and nothing else."
      })
  int install(
      @Mixin DatabaseOptions database,
      @Mixin SchemaOptions options,
      @Option(
              names = "--retention",
              paramLabel = "TIME",
              converter = RetentionConverter.class,
              description = "How long entries are kept: 7d, 36h, 90m, 30s. Default at first: 7d.")
          @Nullable Duration retention) {
    Installed installed =
        retention == null
            ? options.schema.install(database.database())
            : options.schema.install(database.database(), checked(retention));
    if (options.json) {
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("outcome", installed.outcome());
      told.put("found", installed.found());
      told.put("needed", installed.needed());
      told.put("retention_seconds", installed.retention().toSeconds());
      tell(told);
    } else {
      out()
          .printf(
              "%s: version found:%d needed:%d retention_seconds:%d%n",
              installed.outcome(),
              installed.found(),
              installed.needed(),
              installed.retention().toSeconds());
    }
    return ExitCode.OK;
  }

  @Command(
      name = "verify",
      description = "Tells whether the schema is what it should be. Changes nothing.")
  int verify(@Mixin DatabaseOptions database, @Mixin SchemaOptions options) {
    SchemaReport report = options.schema.verify(database.database());
    if (options.json) {
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("schema", report.schema());
      told.put("healthy", report.healthy());
      told.put("found", report.found());
      told.put("needed", report.needed());
      told.put("findings", report.findings().stream().map(SchemaCommand::told).toList());
      tell(told);
    } else {
      out().println(report);
    }
    return report.healthy() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static Map<String, Object> told(Finding finding) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("kind", finding.kind());
    told.put("sentence", finding.sentence());
    told.put("remedy", finding.remedy());
    return told;
  }

  /** Refuses a retention the schema would refuse, as the caller's mistake. */
  private Duration checked(Duration retention) {
    try {
      Schema.named(Schema.DEFAULT_NAME).print(retention);
      return retention;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--retention: " + e.getMessage(), e);
    }
  }

  private void tell(Map<String, ?> object) {
    out().println(JSON.writeValueAsString(object));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** What all three take. */
  static final class SchemaOptions {
    @Option(
        names = "--schema",
        paramLabel = "NAME",
        defaultValue = Schema.DEFAULT_NAME,
        converter = SchemaConverter.class,
        description = "The name of the schema. Default: ${DEFAULT-VALUE}.")
    private Schema schema = Schema.named(Schema.DEFAULT_NAME);

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;
  }
}
