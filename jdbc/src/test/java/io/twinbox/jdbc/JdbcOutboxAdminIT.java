package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.EntryState;
import io.twinbox.Message;
import io.twinbox.admin.Act;
import io.twinbox.admin.EntryStatus;
import io.twinbox.spi.Heartbeat;
import io.twinbox.spi.JournalHead;
import io.twinbox.spi.JournalRow;
import io.twinbox.spi.Lane;
import io.twinbox.spi.Lease;
import io.twinbox.spi.ParkedEntry;
import io.twinbox.spi.ReadLimits;
import io.twinbox.spi.Reading;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.Renewal;
import io.twinbox.spi.RowKind;
import io.twinbox.spi.Settlement;
import io.twinbox.spi.Takeover;
import io.twinbox.spi.Verdict;
import io.twinbox.spi.Written;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnEachPostgres
class JdbcOutboxAdminIT {
  private static final RelayId RELAY = new RelayId("orders", "kafka");
  private static final Duration TTL = Duration.ofSeconds(30);
  private static final ReadLimits LIMITS = new ReadLimits(10, 1_000_000, 1_000_000);
  private static final Act ANA = new Act("ana", "broker mended");

  private final PostgresFixture postgres;
  private String schema;
  private JdbcOutboxStore store;
  private JdbcOutboxAdmin admin;
  private Lease lease;
  private JournalHead head;

  JdbcOutboxAdminIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @BeforeEach
  void setUp() {
    schema = postgres.newSchema();
    store = JdbcOutboxStore.builder().dataSource(postgres.dataSource()).schema(schema).build();
    admin = JdbcOutboxAdmin.of(postgres.dataSource(), schema);
    lease = store.acquire(RELAY, "node-1", TTL).orElseThrow();
  }

  @Test
  void aPauseReachesTheOwnerWithItsNextRenewalAndIsAuditedOnce() throws SQLException {
    assertThat(admin.pause("orders", ANA)).isTrue();
    assertThat(admin.pause("orders", ANA)).isFalse();
    assertThat(store.renew(RELAY, lease, TTL, Heartbeat.HEALTHY)).isEqualTo(Renewal.PAUSED);
    assertThat(admin.resume("orders", Act.by("ana"))).isTrue();
    assertThat(store.renew(RELAY, lease, TTL, Heartbeat.HEALTHY)).isEqualTo(Renewal.HELD);
    assertThat(audits()).containsExactly("ana pause orders broker mended", "ana resume orders -");
  }

  @Test
  void anUnknownRelayIsNamed() {
    assertThatThrownBy(() -> admin.pause("odrers", ANA)).hasMessageContaining("odrers");
  }

  @Test
  void aDiscardedBlockingDeadLetterFreesWhatWaitsBehindIt() throws SQLException {
    List<Long> seqs = deadLetterWithOneBehindIt();
    assertThat(store.readDue(RELAY, head, List.of(), LIMITS)).isEmpty();

    assertThat(admin.discard("orders", seqs.get(0), ANA)).isTrue();
    assertThat(admin.discard("orders", seqs.get(0), ANA)).isFalse();
    assertThat(admin.retry("orders", seqs.get(0), ANA)).isFalse();

    assertThat(dueSeqs()).containsExactly(seqs.get(1));
    assertThat(state(seqs.get(0))).isEqualTo("DEAD");
    assertThat(audits()).containsExactly("ana discard orders/" + seqs.get(0) + " broker mended");
  }

  @Test
  void aRetriedDeadLetterComesBeforeWhatWaitsBehindIt() throws SQLException {
    List<Long> seqs = deadLetterWithOneBehindIt();

    assertThat(admin.retry("orders", seqs.get(0), ANA)).isTrue();

    assertThat(dueSeqs()).containsExactlyElementsOf(seqs);
    assertThat(state(seqs.get(0))).isEqualTo("PARKED");
  }

  @Test
  void aRelayIsReportedWithWhatWaitsForIt() throws SQLException {
    deadLetterWithOneBehindIt();
    try (Connection tx = postgres.begin()) {
      Message message = Message.builder().topic("orders").type("t").text("{}").build();
      JdbcOutbox.builder().schema(schema).build().append(tx, message, message, message);
      tx.commit();
    }
    admin.pause("orders", ANA);

    assertThat(admin.relays())
        .singleElement()
        .satisfies(
            relay -> {
              assertThat(relay.name()).isEqualTo("orders");
              assertThat(relay.owner()).isEqualTo("node-1");
              assertThat(relay.backlog()).isEqualTo(3);
              assertThat(relay.parked()).isEqualTo(1);
              assertThat(relay.dead()).isEqualTo(1);
              assertThat(relay.paused()).isTrue();
              assertThat(relay.oldestAge()).isBetween(Duration.ofMillis(1), Duration.ofMinutes(1));
              assertThat(relay.failingSince()).isNull();
            });
  }

  @Test
  void entriesAreToldByTheirPlaceInTheLog() throws SQLException {
    List<Long> seqs = deadLetterWithOneBehindIt();
    long pending;
    try (Connection tx = postgres.begin()) {
      Message message = Message.builder().topic("orders").type("t").text("{}").build();
      JdbcOutbox outbox = JdbcOutbox.builder().schema(schema).build();
      pending = outbox.appendNumbered(tx, List.of(message)).get(0);
      assertThat(admin.entries(List.of(pending))).as("not committed").isEmpty();
      tx.commit();
    }

    List<EntryStatus> entries = admin.entries(List.of(pending, seqs.get(1), seqs.get(0)));

    assertThat(entries)
        .extracting(EntryStatus::state)
        .containsExactly(EntryState.DEAD, EntryState.PARKED, EntryState.PENDING);
    assertThat(entries.get(0).error()).isEqualTo("too large");
    assertThat(entries.get(0).attempts()).isEqualTo(1);
    assertThat(entries.get(2).errorOrEmpty()).isEmpty();
    assertThatThrownBy(() -> admin.entries(Collections.nCopies(10_001, 1L)))
        .hasMessageContaining("10000");
  }

  private List<Long> deadLetterWithOneBehindIt() throws SQLException {
    Takeover takeover = store.takeOver(RELAY, lease);
    try (Connection tx = postgres.begin()) {
      Message message = Message.builder().topic("orders").key("k").type("t").text("{}").build();
      JdbcOutbox.builder().schema(schema).build().append(tx, message, message);
      tx.commit();
    }
    Reading reading = store.read(RELAY, takeover.head(), takeover.position(), 0, LIMITS);
    List<Long> seqs = reading.entries().stream().map(entry -> entry.seq()).toList();
    JournalRow claim = new JournalRow(RowKind.CLAIM, reading.window(), 1, 2, List.of());
    Written claimed = store.write(RELAY, takeover.head(), claim, Settlement.NONE);
    Lane lane = new Lane("orders", "k");
    Verdict dead =
        new Verdict(seqs.get(0), lane, EntryState.DEAD, 1, null, "too large", "TooLarge", true);
    Verdict behind = new Verdict(seqs.get(1), lane, EntryState.PARKED, 0, null, null, null, false);
    JournalRow confirm =
        new JournalRow(RowKind.CONFIRM, reading.window().end(), claimed.head().no(), 0, List.of());
    Written settled =
        store.write(
            RELAY, claimed.head(), confirm, new Settlement(List.of(dead, behind), List.of()));
    assertThat(settled.waiting()).containsEntry(lane, 2);
    head = settled.head();
    return seqs;
  }

  private List<Long> dueSeqs() {
    return store.readDue(RELAY, head, List.of(), LIMITS).stream()
        .map(ParkedEntry::entry)
        .map(e -> e.seq())
        .toList();
  }

  private String state(long seq) throws SQLException {
    return postgres
        .texts("SELECT state FROM " + schema + ".outbox_status WHERE seq = " + seq)
        .get(0);
  }

  private List<String> audits() throws SQLException {
    return postgres.texts(
        "SELECT actor || ' ' || action || ' ' || subject || ' ' || coalesce(reason, '-') FROM "
            + schema
            + ".audit ORDER BY id");
  }
}
