package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SchemaScriptTest {

  @Test
  void printsACompleteScriptForTheSchemaAndTheRetention() {
    String script = Schema.named("my_outbox").print(Duration.ofDays(30));
    assertThat(script)
        .startsWith("BEGIN;\nCREATE SCHEMA IF NOT EXISTS \"my_outbox\";")
        .endsWith("COMMIT;\n")
        .contains("date_part('epoch', now()) / 432000)")
        .contains("VALUES (1, interval '2592000 seconds')")
        .doesNotContain("${")
        .doesNotContain("twinbox.");
  }

  @Test
  void theDefaultRetentionOfAWeekTurnsTheRingEvery28Hours() {
    assertThat(Schema.named("twinbox").print()).contains("now()) / 100800)");
    assertThat(SchemaScript.slotSeconds(Duration.ofSeconds(7))).isEqualTo(2);
  }

  @Test
  void printsTheRolesByTheirNames() {
    String script = Schema.named("s").printRoles(new RoleNames("o", "a", "r", "v", "p"));
    assertThat(script)
        .contains("TO \"a\"", "TO \"r\"", "TO \"v\"", "OWNER TO \"o\"", "ARRAY['o', 'a',");
    assertThat(script).doesNotContain("${");
  }

  @Test
  void refusesHostileNamesAndNonsense() {
    assertThatThrownBy(() -> Schema.named("a\"; DROP"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RoleNames("o", "a'", "r", "v", "p"))
        .isInstanceOf(IllegalArgumentException.class);
    Schema schema = Schema.named("s");
    for (Duration nonsense :
        new Duration[] {
          Duration.ZERO,
          Duration.ofDays(-1),
          Duration.ofSeconds(5),
          Duration.ofDays(3_651),
          Duration.ofMillis(7_500)
        }) {
      assertThatThrownBy(() -> schema.print(nonsense))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("retention must be");
    }
  }
}
