package io.twinbox.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line {@code ./twinbox}.
 *
 * <p>Exit codes: 0 the job succeeded, 1 the job failed, 2 the command line could not be understood.
 */
@Command(
    name = "twinbox",
    mixinStandardHelpOptions = true,
    description = "A transactional outbox for Java: what your database commits, Kafka gets.")
public final class TwinboxCommand implements Runnable {

  @Spec private CommandSpec spec;

  /** Runs the given command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new TwinboxCommand()).execute(args));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing required subcommand");
  }
}
