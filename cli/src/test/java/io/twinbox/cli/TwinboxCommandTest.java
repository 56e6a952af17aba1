package io.twinbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class TwinboxCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpGoesToStandardOutput() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("Usage: twinbox", "Exit codes:");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void everyCommandExplainsItself() {
    for (String command : commandLine().getSubcommands().keySet()) {
      assertThat(run(command, "--help")).as(command).isZero();
      assertThat(out.toString()).contains("Usage: twinbox " + command);
    }
  }

  @Test
  void theVersionIsTheOneOfTheBuild() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).containsPattern("twinbox \\d+\\.\\d+\\.\\d+").doesNotContain("${");
  }

  @Test
  void nothingToDoIsAMistakeOfTheCaller() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("Name a command", "Usage: twinbox");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void anUnknownOptionIsAMistakeOfTheCaller() {
    assertThat(run("--nonsense")).isEqualTo(2);
    assertThat(err.toString()).contains("--nonsense");
  }

  @Test
  void aFailureIsToldInOneLine() {
    CommandLine commands = TwinboxCommand.commandLine().addSubcommand(new Failing());
    commands.setErr(new PrintWriter(err, true));
    assertThat(commands.execute("failing")).isEqualTo(1);
    assertThat(err.toString()).contains("twinbox: the disk is full").doesNotContain("\tat ");
  }

  private int run(String... args) {
    return commandLine().execute(args);
  }

  private CommandLine commandLine() {
    return TwinboxCommand.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true));
  }

  @Command(name = "failing")
  private static final class Failing implements Runnable {
    @Override
    public void run() {
      throw new IllegalStateException("the disk is full");
    }
  }
}
