package io.twinbox.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class ExampleCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void withoutANameTheExamplesAreListed() {
    assertThat(run()).isZero();
    for (Example example : Examples.ALL) {
      assertThat(out.toString()).contains(example.name(), example.summary());
    }
  }

  @Test
  void anUnknownExampleIsAMistakeOfTheCaller() {
    assertThat(run("nonsense")).isEqualTo(2);
    assertThat(err.toString()).contains("There is no example nonsense", "orders-payments");
  }

  @Test
  void aPortThatIsNoneIsAMistakeOfTheCaller() {
    assertThat(run("orders-payments", "--port", "70000")).isEqualTo(2);
    assertThat(err.toString()).contains("1 to 65000", "70000");
  }

  static List<Application> applications() {
    return Examples.ALL.stream().flatMap(example -> example.applications().stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("applications")
  void everyApplicationIsAModuleWithAMainClass(Application application) {
    Path module = Path.of("../..").resolve(application.module());
    String main = application.mainClass().replace('.', '/') + ".java";
    assertThat(module.resolve("src/main/java").resolve(main)).matches(Files::exists);
  }

  private int run(String... arguments) {
    return new CommandLine(new ExampleCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
