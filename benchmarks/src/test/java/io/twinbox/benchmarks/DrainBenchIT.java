package io.twinbox.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The benchmark runs, and its result can be read by a program. The figures mean nothing here. */
class DrainBenchIT {

  @Test
  void aSmallDrainEndsWithOneLineOfJson() {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new BenchCommand()).setOut(new PrintWriter(out));

    int exitCode =
        command.execute(
            "drain --messages 3000 --warm-up 1000 --rounds 1 --heap 128m --json".split(" "));

    assertThat(exitCode).isEqualTo(CommandLine.ExitCode.OK);
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(1);
    JsonNode json = JsonMapper.shared().readTree(lines.get(0));
    assertThat(json.propertyNames())
        .contains("figure", "limit", "ratio", "unit", "handwritten", "ratio_to_handwritten");
    assertThat(json.get("figure").doubleValue()).isPositive();
  }
}
