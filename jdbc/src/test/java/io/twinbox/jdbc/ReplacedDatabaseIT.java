package io.twinbox.jdbc;

import static io.twinbox.jdbc.InboxByHand.CONSUMER;
import static io.twinbox.jdbc.InboxByHand.arrival;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.spi.DatabaseFault;
import io.twinbox.spi.Standing;
import io.twinbox.spi.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Under a running consumer the database becomes one that knows less: a fail-over that lost the last
 * commits, a restore, a clock set right.
 */
@OnEachPostgres
class ReplacedDatabaseIT {
  private final PostgresFixture postgres;
  private InboxByHand inbox;

  ReplacedDatabaseIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @BeforeEach
  void openInbox() throws SQLException {
    inbox = InboxByHand.in(postgres);
  }

  /** The consumer's number is another one's now. */
  private void loseTheNumber() throws SQLException {
    inbox.execute(
        "UPDATE twinbox.inbox_consumer SET name = 'other' WHERE name = '%s'".formatted(CONSUMER));
  }

  @Test
  void aConsumerWhoseNumberIsAnotherOnesClaimsNothingUntilItHasItsOwn() throws SQLException {
    inbox.handle(arrival(1L, 0, "a"));
    loseTheNumber();
    long before = inbox.number("SELECT count(*) FROM twinbox.inbox");

    assertThatThrownBy(() -> inbox.handle(arrival(1L, 1, "b"))).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> inbox.handle(arrival(1L, 1, "b"))).isInstanceOf(StoreException.class);
    assertThat(inbox.number("SELECT count(*) FROM twinbox.inbox")).isEqualTo(before);

    inbox.store().waiting(CONSUMER); // as every consumer asks again and again
    assertThat(inbox.handle(arrival(1L, 1, "b"))).containsExactly(Standing.NEW);
    assertThat(
            inbox.number(
                "SELECT count(*) FROM twinbox.inbox i JOIN twinbox.inbox_consumer c ON c.id = i.consumer"
                    + " WHERE c.name = 'payments'"))
        .isEqualTo(1);
  }

  @Test
  void whenTheDatabaseWasAwayNumbersAreAskedForAgain() throws SQLException {
    inbox.storeAs(InboxByHand.parked(Duration.ZERO), arrival(1L, 0, "a"));
    loseTheNumber();
    SQLException away = new SQLException("terminating connection", "57P01");
    assertThat(inbox.store().faultOf(away)).isEqualTo(DatabaseFault.UNAVAILABLE);

    assertThat(inbox.store().claimDue(CONSUMER, InboxByHand.LEASE, InboxByHand.MANY)).isEmpty();
    assertThat(inbox.number("SELECT attempts FROM twinbox.inbox_record")).isEqualTo(1);
  }

  /** The window began later when last asked than it does now. */
  @Test
  void aClockThatWasAheadRefusesNothingOnceItIsRight() throws SQLException {
    inbox.execute("UPDATE twinbox.install SET deduplicates_from = now() + interval '1 day'");
    assertThat(inbox.handle(arrival(1L, 0, "a"))).containsExactly(Standing.TOO_OLD);
    inbox.execute("UPDATE twinbox.install SET deduplicates_from = '-infinity'");

    assertThatThrownBy(() -> inbox.handle(arrival(1L, 1, "b"))).isInstanceOf(StoreException.class);
    assertThat(inbox.handle(arrival(1L, 1, "b"))).containsExactly(Standing.NEW);
  }
}
