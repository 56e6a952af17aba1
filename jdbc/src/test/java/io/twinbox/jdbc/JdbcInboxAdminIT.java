package io.twinbox.jdbc;

import static io.twinbox.jdbc.InboxByHand.CONSUMER;
import static io.twinbox.jdbc.InboxByHand.LEASE;
import static io.twinbox.jdbc.InboxByHand.MANY;
import static io.twinbox.jdbc.InboxByHand.arrival;
import static io.twinbox.jdbc.InboxByHand.dead;
import static io.twinbox.jdbc.InboxByHand.parked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.AfterDeath;
import io.twinbox.RecordFault;
import io.twinbox.RecordState;
import io.twinbox.admin.Act;
import io.twinbox.admin.InboxAdmin;
import io.twinbox.admin.InboxFilter;
import io.twinbox.admin.InboxItem;
import io.twinbox.admin.InboxLetter;
import io.twinbox.spi.Fate;
import io.twinbox.spi.StoredRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnEachPostgres
class JdbcInboxAdminIT {
  private static final Act ANA = new Act("ana", "handler mended");
  private static final InboxFilter DEAD = InboxFilter.deadLetters(CONSUMER);
  private static final InboxFilter ALL = DEAD.withState(null);

  private final PostgresFixture postgres;
  private InboxByHand inbox;
  private InboxAdmin admin;

  JdbcInboxAdminIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @BeforeEach
  void openInbox() throws SQLException {
    inbox = InboxByHand.in(postgres);
    admin = JdbcInboxAdmin.of(postgres.dataSource(), inbox.schema());
  }

  @Test
  void listsByStateFaultTopicAndTypePageByPage() {
    inbox.storeAs(dead(AfterDeath.SKIP), arrival(1L, 0, "a"), arrival(2L, 1, "b"));
    inbox.storeAs(parked(LEASE), arrival(3L, 2, "c"));

    assertThat(admin.consumers()).containsExactly(CONSUMER);
    assertThat(offsets(admin.list(DEAD, 0, 10))).containsExactly(0L, 1L);
    assertThat(offsets(admin.list(ALL, 0, 2))).containsExactly(0L, 1L);
    assertThat(offsets(admin.list(ALL, admin.list(ALL, 0, 2).get(1).seq(), 2))).containsExactly(2L);
    assertThat(admin.list(ALL.withFault(RecordFault.CONFLICT), 0, 10)).isEmpty();
    assertThat(admin.list(ALL.withFault(RecordFault.HANDLER_FAILED), 0, 10)).hasSize(3);
    assertThat(admin.list(ALL.withTopic("orders").withType("T"), 0, 10)).hasSize(3);
    assertThat(admin.list(ALL.withTopic("mails"), 0, 10)).isEmpty();
    assertThat(admin.list(ALL.withType("U"), 0, 10)).isEmpty();
    assertThatThrownBy(() -> admin.list(InboxFilter.deadLetters("paymetns"), 0, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("paymetns");
    assertThatThrownBy(() -> admin.list(ALL, 0, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void showsALetterWithAllThereIs() {
    inbox.storeAs(dead(AfterDeath.SKIP), arrival(1L, 0, "a"));
    InboxItem item = admin.list(DEAD, 0, 10).get(0);

    InboxLetter letter = admin.show(CONSUMER, item.seq()).orElseThrow();

    assertThat(letter.item()).isEqualTo(item);
    assertThat(letter.payload()).asString().isEqualTo("a");
    assertThat(letter.key()).asString().isEqualTo("k1");
    assertThat(letter.idText()).isEqualTo(item.messageId().toString());
    assertThat(item.error()).isEqualTo("it failed");
    assertThat(admin.show(CONSUMER, item.seq() + 1)).isEmpty();
  }

  @Test
  void aRetriedDeadLetterIsDueAtOnceAndComesFirstInItsLane() throws SQLException {
    inbox.storeAs(dead(AfterDeath.BLOCK), arrival(1L, 0, "dead"));
    inbox.storeAs(Fate.RECEIVED, arrival(1L, 1, "behind"));
    long seq = admin.list(DEAD, 0, 10).get(0).seq();

    assertThat(admin.retry(CONSUMER, seq, ANA)).isTrue();
    assertThat(admin.retry(CONSUMER, seq, ANA)).as("a second time").isFalse();

    List<StoredRecord> due = inbox.store().claimDue(CONSUMER, LEASE, MANY);
    assertThat(due).extracting(StoredRecord::attempts).containsExactly(1);
    assertThat(inbox.finish(due)).containsExactly("dead");
    assertThat(inbox.work(1, MANY)).isOne();
    assertThat(inbox.effects()).containsExactly("dead", "behind");
    assertThat(audits()).containsExactly("ana retry inbox/payments/" + seq + " handler mended");
  }

  @Test
  void aRetryMakesAParkedRecordDueAndLeavesReceivedOnesAlone() {
    inbox.storeAs(parked(Duration.ofHours(1)), arrival(1L, 0, "a"));
    inbox.storeAs(Fate.RECEIVED, arrival(2L, 1, "b"));
    List<InboxItem> items = admin.list(ALL, 0, 10);

    assertThat(admin.retry(CONSUMER, items.get(0).seq(), ANA)).isTrue();
    assertThat(admin.retry(CONSUMER, items.get(1).seq(), ANA)).isFalse();
    assertThat(admin.discard(CONSUMER, items.get(1).seq(), ANA)).isFalse();

    assertThat(inbox.store().claimDue(CONSUMER, LEASE, MANY)).hasSize(1);
  }

  @Test
  void aDiscardedRecordFreesItsLaneAndStaysToBeRead() throws SQLException {
    inbox.storeAs(parked(LEASE), arrival(1L, 0, "poison"));
    inbox.storeAs(Fate.RECEIVED, arrival(1L, 1, "behind"));
    long seq = admin.list(ALL.withState(RecordState.PARKED), 0, 10).get(0).seq();
    assertThat(inbox.work(1, MANY)).isZero();

    assertThat(admin.discard(CONSUMER, seq, ANA)).isTrue();
    assertThat(admin.discard(CONSUMER, seq, ANA)).isFalse();
    assertThat(admin.retry(CONSUMER, seq, ANA)).isFalse();

    assertThat(inbox.work(1, MANY)).isOne();
    assertThat(admin.list(DEAD, 0, 10)).as("discarded ones never fit").isEmpty();
    assertThat(admin.show(CONSUMER, seq).orElseThrow().item().discardedAt()).isNotNull();
    assertThat(inbox.store().backlog(CONSUMER).dead()).isZero();
    assertThat(audits()).containsExactly("ana discard inbox/payments/" + seq + " handler mended");
  }

  @Test
  void aFilterChangesWhatItFitsWithOneAuditRow() throws SQLException {
    inbox.storeAs(dead(AfterDeath.SKIP), InboxByHand.arrivals(1_200, 7));

    assertThat(admin.retry(DEAD.withType("T"), ANA)).isEqualTo(InboxAdmin.MAX_PAGE);
    assertThat(admin.discard(DEAD, ANA)).isEqualTo(200);
    assertThat(admin.discard(DEAD, ANA)).isZero();

    assertThat(audits())
        .containsExactly(
            "ana retry inbox/payments handler mended", "ana discard inbox/payments handler mended");
    assertThat(inbox.number("SELECT (details ->> 'records')::int FROM twinbox.audit LIMIT 1"))
        .isEqualTo(InboxAdmin.MAX_PAGE);
  }

  @Test
  void theAuditIsPartOfTheAction() throws SQLException {
    inbox.storeAs(dead(AfterDeath.SKIP), arrival(1L, 0, "a"));
    inbox.execute("ALTER TABLE twinbox.audit ADD CHECK (actor <> 'ana')");
    assertThatThrownBy(() -> admin.discard(DEAD, ANA)).hasMessageContaining("23514");
    assertThat(admin.list(DEAD, 0, 10)).hasSize(1);
  }

  /** Whoever handles a record has it: a filter passes over it. */
  @Test
  void whatIsHandledAtThisMomentIsNotDiscarded() throws SQLException {
    inbox.storeAs(parked(Duration.ZERO), arrival(1L, 0, "a"), arrival(2L, 1, "b"));
    List<StoredRecord> claimed = inbox.store().claimDue(CONSUMER, LEASE, MANY);
    try (Connection tx = postgres.begin()) {
      inbox.store().lock(tx, CONSUMER, List.of(claimed.get(0).ticket()));
      assertThat(admin.discard(ALL, ANA)).isOne();
      tx.rollback();
    }
    assertThat(inbox.finish(claimed)).containsExactly("a");
  }

  private List<String> audits() throws SQLException {
    return postgres.texts(
        inbox.sql(
            "SELECT actor || ' ' || action || ' ' || subject || ' ' || reason"
                + " FROM twinbox.audit ORDER BY id"));
  }

  private static List<Long> offsets(List<InboxItem> items) {
    return items.stream().map(InboxItem::offset).toList();
  }
}
