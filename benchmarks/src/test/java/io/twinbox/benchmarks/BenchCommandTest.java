package io.twinbox.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine command =
      new CommandLine(new BenchCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drain", "latency", "steady", "history", "hotkey", "idle", "inbox", "spring", "webhook"
      })
  void everyBenchmarkTellsItsOptionsAndTheirDefaults(String name) {
    String usage = command.getSubcommands().get(name).getUsageMessage();
    assertThat(usage).contains("--json", "--rounds", "default: 3", "--seed");
  }

  @Test
  void aBenchmarkMustBeNamed() {
    assertThat(command.execute()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("Name a benchmark", "drain", "hotkey");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drain --messages 0",
        "drain --rounds 0",
        "drain --payload-bytes 10",
        "drain --keys 0",
        "drain --messages many",
        "latency --rate 0",
        "latency --seconds 0",
        "steady --writers 0",
        "history --retained 5,1",
        "history --retained 5",
        "history --hold-seconds 0",
        "idle --seconds 0",
        "inbox --messages 0",
        "inbox --variants fast",
        "spring --starts 0",
        "webhook --messages 0",
        "webhook --concurrency 0",
        "webhook --latency-ms 0"
      })
  void nonsenseIsRefusedBeforeAnythingStarts(String line) {
    assertThat(command.execute(line.split(" "))).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).isNotBlank();
    assertThat(out.toString()).isEmpty();
  }
}
