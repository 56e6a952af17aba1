package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.EntryState;
import io.twinbox.Message;
import io.twinbox.spi.Heartbeat;
import io.twinbox.spi.JournalHead;
import io.twinbox.spi.JournalRow;
import io.twinbox.spi.Lane;
import io.twinbox.spi.Lease;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.ParkedEntry;
import io.twinbox.spi.ReadLimits;
import io.twinbox.spi.Reading;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.Renewal;
import io.twinbox.spi.RowKind;
import io.twinbox.spi.Settlement;
import io.twinbox.spi.Takeover;
import io.twinbox.spi.Verdict;
import io.twinbox.spi.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The least-privilege relay role, logged in, through a relay's whole day. */
@OnEachPostgres
class RelayRoleIT {

  private static final RelayId RELAY = new RelayId("orders", "kafka");
  private static final Duration TIME_TO_LIVE = Duration.ofSeconds(30);
  private static final ReadLimits WIDE = new ReadLimits(1_000, 1 << 20, 1 << 20);
  private static final Lane LANE = new Lane("order-events", null);

  private final PostgresFixture postgres;

  RelayRoleIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @Test
  void theRelayRoleIsEnoughForEverythingTheStoreDoes() throws SQLException {
    RoleNames roles = RoleNames.withPrefix("day" + PostgresFixture.number());
    postgres.execute(
        Schema.named("twinbox").printRoles(roles), "ALTER ROLE " + roles.relay() + " LOGIN");
    append();
    try (OutboxStore store =
        JdbcOutboxStore.builder().dataSource(postgres.dataSourceOf(roles.relay())).build()) {
      Lease lease = store.acquire(RELAY, "node-1", TIME_TO_LIVE).orElseThrow();
      Takeover start = store.takeOver(RELAY, lease);
      Reading reading =
          store.read(RELAY, start.head(), start.position(), start.position().high(), WIDE);
      assertThat(reading.entries()).hasSize(2);
      Window window = reading.window();
      JournalHead claimed =
          store
              .write(
                  RELAY,
                  start.head(),
                  new JournalRow(RowKind.CLAIM, window, start.confirmed(), 2, List.of()),
                  Settlement.NONE)
              .head();
      Settlement parking =
          new Settlement(List.of(verdict(1, EntryState.PARKED, Duration.ZERO)), List.of());
      JournalHead parked = confirm(store, claimed, window, parking);
      List<ParkedEntry> due = store.readDue(RELAY, parked, List.of(), WIDE);
      assertThat(due).hasSize(1);
      JournalHead retried =
          store
              .write(
                  RELAY,
                  parked,
                  new JournalRow(RowKind.RETRY, window.end(), claimed.no(), 1, List.of(1L)),
                  Settlement.NONE)
              .head();
      Settlement published =
          new Settlement(List.of(), List.of(verdict(1, EntryState.PUBLISHED, null)));
      JournalHead end = confirm(store, retried, window, published);
      assertThat(end.no()).isGreaterThan(retried.no());
      assertThat(store.renew(RELAY, lease, TIME_TO_LIVE, Heartbeat.HEALTHY))
          .isEqualTo(Renewal.HELD);
      outgrowRetention();
      assertThat(store.purge(RELAY).slots()).isOne();
      store.release(RELAY, lease);
    }
    assertThat(postgres.number("SELECT count(*) FROM twinbox.outbox")).isZero();
  }

  private static JournalHead confirm(
      OutboxStore store, JournalHead head, Window window, Settlement settlement) {
    JournalRow row = new JournalRow(RowKind.CONFIRM, window.end(), head.no(), 0, List.of());
    return store.write(RELAY, head, row, settlement).head();
  }

  private static Verdict verdict(long seq, EntryState state, Duration backoff) {
    return new Verdict(seq, LANE, state, 1, backoff, null, null, false);
  }

  private void append() throws SQLException {
    Message message = Message.builder().topic(LANE.topic()).type("T").text("{}").build();
    try (Connection tx = postgres.begin()) {
      JdbcOutbox.builder().build().append(tx, message, message);
      tx.commit();
    }
  }

  private void outgrowRetention() throws SQLException {
    postgres.execute(
        """
        UPDATE twinbox.outbox
        SET slot = (twinbox.current_slot() + 1) % 8, occurred_at = occurred_at - interval '30 days'
        """);
  }
}
