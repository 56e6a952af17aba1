package io.twinbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator mistypes. */
class AdminCommandsTest {
  private static final String URL = " --url jdbc:postgresql://127.0.0.1:1/x";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "status --watch -1" + URL,
        "status --watch soon" + URL,
        "outbox",
        "outbox list --limit 0" + URL,
        "outbox list --limit 1001" + URL,
        "outbox list --state SENT" + URL,
        "outbox list --id 7" + URL,
        "outbox list --from yesterday" + URL,
        "outbox list --from 1h --to 2h" + URL,
        "outbox show seven" + URL,
        "outbox show" + URL,
        "outbox publish a/b" + URL,
        "dead",
        "dead retry" + URL,
        "dead retry orders" + URL,
        "dead retry orders 1 --all" + URL,
        "dead list --limit many" + URL,
        "inbox list" + URL,
        "inbox list payments --fault SAD" + URL,
        "inbox discard payments" + URL,
        "relay pause" + URL,
        "relay pause-topic orders" + URL,
        "job resume 1" + URL,
        "audit --limit 0" + URL,
        "doctor --duty KING" + URL,
        "doctor --kafka-config /no/such/file" + URL,
        "doctor --kafka-config /no/such/file --bootstrap-servers x:1" + URL,
      })
  void aMistakeIsToldWithTheUsage(String line) {
    assertThat(run(line.split(" "))).as(err.toString()).isEqualTo(2);
    assertThat(err.toString()).contains("Usage: twinbox");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void everyCommandBelowExplainsItselfToo() {
    TwinboxCommand.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) ->
                command
                    .getSubcommands()
                    .keySet()
                    .forEach(
                        below -> assertThat(run(name, below, "--help")).as(name + below).isZero()));
  }

  @Test
  void theShellCompletionIsAScriptThatKnowsTheCommands() {
    assertThat(run("generate-completion")).isZero();
    assertThat(out.toString()).startsWith("#!").contains("outbox", "doctor", "handover");
  }

  @Test
  void whatStrangersWroteDoesNotSteerTheTerminal() {
    assertThat(Told.clean("a\u001b[2Jb\u0007")).isEqualTo("a?[2Jb?");
  }

  private int run(String... args) {
    return TwinboxCommand.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }
}
