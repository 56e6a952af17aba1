package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a commit is worth, in words. */
class DatabasePromisesTest {

  @Test
  void nothingIsPromisedBeyondWhatTheSettingsGive() {
    assertThat(DatabasePromises.told("18.6", "on", "on", "ANY 1 (a, b)"))
        .isEqualTo(
            "PostgreSQL 18.6: synchronous_commit on, fsync on, synchronous_standby_names ANY 1 (a,"
                + " b): what is committed survives a crash and a fail-over to a synchronous standby");
    assertThat(DatabasePromises.told("18.6", "on", "on", ""))
        .contains("names empty")
        .contains("survives a crash; a fail-over to a standby may lose");
    assertThat(DatabasePromises.told("18.6", "local", "on", "a")).contains("may lose");
    assertThat(DatabasePromises.told("18.6", "off", "on", "a")).contains("may undo");
    assertThat(DatabasePromises.told("18.6", "on", "off", "a")).contains("MAY RUIN");
  }
}
