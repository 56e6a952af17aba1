package io.twinbox.jdbc;

import static io.twinbox.jdbc.InboxByHand.CONSUMER;
import static io.twinbox.jdbc.InboxByHand.arrival;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.spi.Arrival;
import io.twinbox.spi.Claimed;
import io.twinbox.spi.Release;
import io.twinbox.spi.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a handler does to the transaction: nothing is committed that the ledger does not hold.
 */
@OnEachPostgres
class InboxGuardIT {
  private final PostgresFixture postgres;
  private InboxByHand inbox;

  InboxGuardIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @BeforeEach
  void openInbox() throws SQLException {
    inbox = InboxByHand.in(postgres);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COMMIT",
        "END",
        "COMMIT AND CHAIN",
        "PREPARE TRANSACTION 'mine'",
        "SET CONSTRAINTS ALL IMMEDIATE",
        "SELECT 1; COMMIT; SELECT 2",
      })
  void aCommitByTheHandlerFailsAndNothingIsCommitted(String sql) throws SQLException {
    Arrival a = arrival(1L, 0, "a");
    try (Connection tx = postgres.begin()) {
      Claimed claimed = inbox.store().claim(tx, CONSUMER, List.of(a));
      effect(tx, "before");
      assertThatThrownBy(() -> tx.createStatement().execute(sql))
          .hasMessageContaining("only_the_inbox_ends_this_transaction");
      assertThat(inbox.store().release(tx, claimed.guard())).isEqualTo(Release.LOST);
      tx.rollback();
    }
    assertThat(inbox.effects()).isEmpty();
    assertThat(inbox.handle(a)).containsExactly(Standing.NEW);
  }

  @Test
  void aRollbackByTheHandlerIsFoundOutWhateverItWritesAfterwards() throws SQLException {
    Arrival a = arrival(1L, 0, "a");
    try (Connection tx = postgres.begin()) {
      Claimed claimed = inbox.store().claim(tx, CONSUMER, List.of(a));
      tx.createStatement().execute("ROLLBACK");
      effect(tx, "after");
      assertThat(inbox.store().release(tx, claimed.guard())).isEqualTo(Release.LOST);
      tx.rollback();
    }
    assertThat(inbox.effects()).isEmpty();
  }

  @Test
  void aSwallowedErrorIsFoundOut() throws SQLException {
    try (Connection tx = postgres.begin()) {
      Claimed claimed = inbox.store().claim(tx, CONSUMER, List.of(arrival(1L, 0, "a")));
      assertThatThrownBy(() -> tx.createStatement().execute("SELECT 1 / 0"));
      assertThat(inbox.store().release(tx, claimed.guard())).isEqualTo(Release.LOST);
      tx.rollback();
    }
  }

  @Test
  void savepointsAreWelcome() throws SQLException {
    Arrival a = arrival(1L, 0, "a");
    try (Connection tx = postgres.begin()) {
      Claimed claimed = inbox.store().claim(tx, CONSUMER, List.of(a));
      effect(tx, "kept");
      Savepoint savepoint = tx.setSavepoint();
      effect(tx, "undone");
      tx.rollback(savepoint);
      assertThat(inbox.store().release(tx, claimed.guard())).isEqualTo(Release.RELEASED);
      tx.commit();
    }
    assertThat(inbox.effects()).containsExactly("kept");
    assertThat(inbox.handle(a)).containsExactly(Standing.DUPLICATE);
  }

  @Test
  void guardsLeaveNothingBehind() throws SQLException {
    for (int i = 0; i < 200; i++) {
      inbox.handle(arrival(1L, i, "x" + i));
    }
    assertThat(inbox.number("SELECT count(*) FROM twinbox.inbox_guard")).isZero();
    assertThat(inbox.number("SELECT pg_relation_size('twinbox.inbox_guard')"))
        .isLessThan(5 * 8192L);
  }

  private void effect(Connection tx, String text) throws SQLException {
    tx.createStatement()
        .execute(inbox.sql("INSERT INTO twinbox.effect (text) VALUES ('" + text + "')"));
  }
}
