package io.twinbox.cli;

import io.twinbox.benchmarks.BenchCommand;
import io.twinbox.demo.DemoCommand;
import io.twinbox.launcher.ExampleCommand;
import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * The command line {@code ./twinbox}.
 *
 * <p>Exit codes: 0 the job succeeded, 1 the job failed, 2 the command line could not be understood.
 * Standard output carries the result, standard error everything else.
 */
@Command(
    name = "twinbox",
    description = "A transactional outbox for Java: what your database commits, Kafka gets.",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    subcommands = {
      StatusCommand.class,
      OutboxCommand.class,
      InboxCommand.class,
      DeadCommand.class,
      RelayCommand.class,
      JobCommand.class,
      AuditCommand.class,
      DoctorCommand.class,
      SchemaCommand.class,
      DemoCommand.class,
      ExampleCommand.class,
      BenchCommand.class,
      AutoComplete.GenerateCompletion.class
    },
    scope = CommandLine.ScopeType.INHERIT,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the job succeeded",
      "1:the job failed",
      "2:the command line could not be understood"
    })
public final class TwinboxCommand implements Runnable {

  private static final String TRACE = "TWINBOX_TRACE";

  @Spec private CommandSpec spec;

  /** Runs the given command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The whole command line, as {@link #main} runs it. */
  static CommandLine commandLine() {
    return new CommandLine(new TwinboxCommand())
        .setExecutionExceptionHandler(TwinboxCommand::explain);
  }

  /** Without a command there is nothing to do: shows what there is. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command");
  }

  private static int explain(Exception failure, CommandLine command, ParseResult arguments) {
    PrintWriter err = command.getErr();
    err.println(command.getColorScheme().errorText("twinbox: " + failure.getMessage()));
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      err.println("  because: " + cause.getMessage());
    }
    if (System.getenv(TRACE) != null) {
      failure.printStackTrace(err);
    } else {
      err.println("(" + TRACE + "=1 shows where)");
    }
    err.flush();
    return ExitCode.SOFTWARE;
  }
}
