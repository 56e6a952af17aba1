package io.twinbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class DemoCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpNamesEveryOptionAndExitCode() {
    assertThat(execute("--help")).isZero();
    assertThat(out.toString())
        .contains("--messages", "--writers", "--faults", "--seed", "--json", "--port")
        .contains("--[no-]live", "--[no-]console")
        .contains("Default: 12000", "Exit codes:");
  }

  @ParameterizedTest
  @CsvSource({
    "--messages=99, messages",
    "--messages=2000001, messages",
    "--messages=many, --messages",
    "--writers=0, writers",
    "--writers=65, writers",
    "--seed=x, --seed",
    "--port=70000, port",
    "--fault, --fault",
    "something, something"
  })
  void nonsenseIsRefusedByNameBeforeAnythingStarts(String argument, String name) {
    assertThat(execute(argument)).isEqualTo(2);
    assertThat(err.toString()).contains(name);
    assertThat(out.toString()).isEmpty();
  }

  private int execute(String... arguments) {
    return new CommandLine(new DemoCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }
}
