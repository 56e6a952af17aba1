package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {

  @ParameterizedTest
  @ValueSource(strings = {"twinbox", "_", "a1_b", "select"})
  void quotesLegalNames(String name) {
    assertThat(Identifiers.quote("schema", name)).isEqualTo('"' + name + '"');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1a", "A", "a-b", "a b", "a\"", "a;drop table x", "a.b", "ä", "a\n", "pg_x"})
  void refusesHostileNames(String name) {
    assertThatThrownBy(() -> Identifiers.quote("schema", name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("schema must");
  }

  @Test
  void takes63CharactersAndNotOneMore() {
    assertThat(Identifiers.require("schema", "x".repeat(63))).hasSize(63);
    assertThatThrownBy(() -> Identifiers.require("schema", "x".repeat(64)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sqlIsRewrittenForTheSchemaThatIsMeant() {
    assertThat(new SchemaName("other").in("SELECT * FROM twinbox.outbox, twinbox.relay"))
        .isEqualTo("SELECT * FROM \"other\".outbox, \"other\".relay");
  }
}
