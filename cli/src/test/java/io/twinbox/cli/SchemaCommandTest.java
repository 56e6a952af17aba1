package io.twinbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void printsTheSqlOfTheSchemaNamed() {
    assertThat(run("schema", "print", "--schema", "shop", "--retention", "30d")).isZero();
    assertThat(out.toString()).startsWith("BEGIN;").contains("CREATE TABLE", "shop");
  }

  @Test
  void printsTheSqlOfTheRoles() {
    assertThat(run("schema", "print", "--roles")).isZero();
    assertThat(out.toString()).contains("twinbox_relay", "GRANT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schema",
        "schema install",
        "schema verify --url postgres://127.0.0.1/x",
        "schema verify --url jdbc:postgresql://127.0.0.1/x --password-env NO_SUCH_VARIABLE",
        "schema verify --url jdbc:postgresql://127.0.0.1/x --password-file /no/such/file",
        "schema verify --url jdbc:postgresql://127.0.0.1/x --password-env A --password-file B",
        "schema print --schema Shop",
        "schema print --schema x;drop",
        "schema print --retention 7",
        "schema print --retention 1s"
      })
  void aMistakeOfTheCallerIsToldWithTheUsage(String line) {
    assertThat(run(line.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains("Usage: twinbox schema");
    assertThat(out.toString()).isEmpty();
  }

  private int run(String... args) {
    return TwinboxCommand.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }
}
