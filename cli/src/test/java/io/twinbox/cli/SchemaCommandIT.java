package io.twinbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SchemaCommandIT {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  @Test
  void installTwiceCreatesOnce() {
    String url = database();
    assertThat(run("schema", "install", "--url", url, "--json")).as(err.toString()).isZero();
    JsonNode first = told();
    assertThat(first.get("outcome").asString()).isEqualTo("CREATED");
    assertThat(first.get("retention_seconds").asLong()).isEqualTo(7 * 24 * 3600);
    assertThat(run("schema", "install", "--url", url, "--json")).isZero();
    assertThat(told().get("outcome").asString()).isEqualTo("UNCHANGED");
  }

  @Test
  void verifyTellsWhatIsMissingAndThenThatAllIsWell() {
    String url = database();
    assertThat(run("schema", "verify", "--url", url, "--json")).isEqualTo(1);
    assertThat(told().get("findings").get(0).get("kind").asString()).isEqualTo("SCHEMA_MISSING");
    assertThat(run("schema", "verify", "--url", url)).isEqualTo(1);
    assertThat(out.toString()).contains("SCHEMA_MISSING");
    assertThat(run("schema", "install", "--url", url, "--retention", "36h")).isZero();
    assertThat(run("schema", "verify", "--url", url, "--json")).isZero();
    assertThat(told().get("healthy").asBoolean()).isTrue();
  }

  @Test
  void aSchemaOfAnotherNameIsAnotherSchema() {
    String url = database();
    assertThat(run("schema", "install", "--url", url, "--schema", "shop")).isZero();
    assertThat(run("schema", "verify", "--url", url, "--schema", "shop")).isZero();
    assertThat(run("schema", "verify", "--url", url)).isEqualTo(1);
  }

  @Test
  void thePasswordComesFromAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("password"), "not asked for\nsecond line\n");
    String url = database();
    assertThat(run("schema", "install", "--url", url, "--password-file", file.toString())).isZero();
  }

  @Test
  void aDatabaseThatIsNotThereIsAFailureInAFewLines() {
    String url = "jdbc:postgresql://127.0.0.1:1/none?connectTimeout=2";
    assertThat(run("schema", "verify", "--url", url, "--user", "nobody")).isEqualTo(1);
    assertThat(err.toString()).contains("twinbox: ", "because: ").doesNotContain("\tat ");
    assertThat(out.toString()).isEmpty();
  }

  private static String database() {
    return EmbeddedPostgres.shared(PostgresVersion.V18).createDatabase();
  }

  /** Runs a command; what it prints replaces what the one before printed. */
  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return TwinboxCommand.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  private JsonNode told() {
    return new JsonMapper().readTree(out.toString());
  }
}
