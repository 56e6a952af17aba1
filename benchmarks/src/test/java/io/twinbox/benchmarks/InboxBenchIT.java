package io.twinbox.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The benchmark runs, and its results can be read by a program. The figures mean nothing here. */
class InboxBenchIT {

  @Test
  void aSmallRunEndsWithALineOfJsonForEachVariant() {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new BenchCommand()).setOut(new PrintWriter(out));

    int exitCode =
        command.execute(
            ("inbox --messages 3000 --warm-up 1000 --rounds 1 --heap 128m --json"
                    + " --variants batch-insert,replay")
                .split(" "));

    assertThat(exitCode).isEqualTo(CommandLine.ExitCode.OK);
    List<JsonNode> results = out.toString().lines().map(JsonMapper.shared()::readTree).toList();
    assertThat(results)
        .extracting(json -> json.get("variant").stringValue())
        .containsExactly("batch-insert", "replay");
    assertThat(results)
        .allSatisfy(
            json -> assertThat(json.propertyNames()).contains("figure", "limit", "ratio", "unit"));
    assertThat(results)
        .allSatisfy(json -> assertThat(json.get("figure").doubleValue()).isPositive());
  }
}
