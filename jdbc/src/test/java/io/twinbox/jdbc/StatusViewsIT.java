package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.Message;
import io.twinbox.Outbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnEachPostgres
class StatusViewsIT {

  private static final Pattern PAGES =
      Pattern.compile("Buffers: shared (?:hit=(\\d+))?(?: ?read=(\\d+))?");

  private final PostgresFixture postgres;
  private String schema;
  private Outbox outbox;
  private JournalByHand journal;

  StatusViewsIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @BeforeEach
  void installSchema() throws SQLException {
    schema = postgres.newSchema();
    outbox = JdbcOutbox.builder().schema(schema).build();
    journal = new JournalByHand(postgres, schema, "orders", "kafka");
  }

  @Test
  void anEntryIsPendingUntilItsBatchIsConfirmed() throws SQLException {
    append(1);
    assertThat(states()).containsExactly("PENDING");
    long batch = journal.claim(0);
    assertThat(states()).as("claimed, not confirmed").containsExactly("PENDING");
    journal.claim(batch);
    assertThat(states()).containsExactly("PUBLISHED");
  }

  @Test
  void publishedAtIsTheTimeOfTheFirstRowThatConfirmsTheBatch() throws SQLException {
    append(1);
    long batch = journal.claim(0);
    journal.claim(0);
    long confirming = journal.claim(batch);
    journal.claim(batch);
    assertThat(
            postgres.texts(
                "SELECT s.published_at = j.at FROM %1$s.outbox_status s, %1$s.relay_journal j WHERE j.no = %2$d"
                    .formatted(schema, confirming)))
        .containsExactly("t");
  }

  @Test
  void anEntryWithoutARelayIsPending() throws SQLException {
    try (Connection tx = postgres.begin()) {
      outbox.append(tx, message().channel("mail").build());
      tx.commit();
    }
    journal.claim(1);
    assertThat(postgres.texts("SELECT relay || state FROM " + schema + ".outbox_status"))
        .containsExactly((String) null);
    assertThat(states()).containsExactly("PENDING");
    assertThat(backlog()).as("of the relay of another channel").isZero();
  }

  @Test
  void aStragglerIsPublishedWithTheBatchThatFoundIt() throws SQLException {
    try (Connection straggler = postgres.begin()) {
      outbox.append(straggler, message().build());
      append(1);
      long first = journal.claim(0);
      straggler.commit();
      assertThat(states()).containsExactly("PENDING", "PENDING");
      journal.claim(first);
      assertThat(states()).as("seq 1 is the straggler").containsExactly("PENDING", "PUBLISHED");
      assertThat(backlog()).isOne();
      journal.claim(first + 1);
    }
    assertThat(states()).containsExactly("PUBLISHED", "PUBLISHED");
    assertThat(backlog()).isZero();
  }

  @Test
  void aWindowPublishesItsPartOfTheDifferenceOnly() throws SQLException {
    append(4);
    long batch = journal.claimUpTo(2, 0);
    long next = journal.claimUpTo(3, batch);
    assertThat(states()).containsExactly("PUBLISHED", "PUBLISHED", "PENDING", "PENDING");
    assertThat(backlog()).isEqualTo(2);
    long last = journal.claim(next);
    assertThat(states()).containsExactly("PUBLISHED", "PUBLISHED", "PUBLISHED", "PENDING");
    append(1);
    journal.claim(last);
    assertThat(states())
        .containsExactly("PUBLISHED", "PUBLISHED", "PUBLISHED", "PUBLISHED", "PENDING");
    assertThat(backlog()).isOne();
  }

  @Test
  void parkedEntriesTellTheirOwnState() throws SQLException {
    append(3);
    long batch = journal.claim(0);
    park(1, "PARKED", "attempts = 2, next_attempt_at = now(), error = 'no leader'");
    park(2, "DEAD", "attempts = 5, ended_at = now(), error = 'too large'");
    park(3, "PUBLISHED", "attempts = 1, ended_at = '2024-02-29 12:00+00'");
    journal.claim(batch);
    assertThat(
            postgres.texts(
                """
                SELECT concat_ws(' ', state, attempts, error, extract(year FROM published_at))
                FROM %s.outbox_status ORDER BY seq
                """
                    .formatted(schema)))
        .containsExactly("PARKED 2 no leader", "DEAD 5 too large", "PUBLISHED 1 2024");
    assertThat(relayStatus("parked || ' ' || dead || ' ' || backlog")).isEqualTo("1 1 0");
    postgres.execute("UPDATE " + schema + ".parked SET discarded_at = now() WHERE state = 'DEAD'");
    assertThat(relayStatus("parked || ' ' || dead")).isEqualTo("1 0");
    assertThat(states()).containsExactly("PARKED", "DEAD", "PUBLISHED");
  }

  @Test
  void aJournalThinnedOutStillTellsWhatIsPublished() throws SQLException {
    long confirmed = 0;
    for (int i = 0; i < 10; i++) {
      append(1);
      confirmed = journal.claim(confirmed);
    }
    journal.claim(confirmed);
    postgres.execute("DELETE FROM " + schema + ".relay_journal WHERE no NOT IN (5, 10, 11)");
    append(1);
    assertThat(states().subList(0, 10)).containsOnly("PUBLISHED");
    assertThat(states().get(10)).isEqualTo("PENDING");
    assertThat(
            postgres.texts(
                """
                SELECT DISTINCT j.no FROM %1$s.outbox_status s
                JOIN %1$s.relay_journal j ON j.at = s.published_at ORDER BY j.no
                """
                    .formatted(schema)))
        .as("told by the next row still there")
        .containsExactly("10", "11");
    assertThat(backlog()).isOne();
  }

  @Test
  void tellsBacklogAndAgeOfTheOldest() throws SQLException {
    assertThat(relayStatus("backlog")).isEqualTo("0");
    try (Connection tx = postgres.begin()) {
      tx.createStatement()
          .execute(
              "INSERT INTO %s.outbox (topic, type, occurred_at) VALUES ('t', 'T', now() - interval '1 hour')"
                  .formatted(schema));
      tx.commit();
    }
    append(2);
    assertThat(relayStatus("backlog || ' ' || date_trunc('hour', oldest_pending_age)"))
        .isEqualTo("3 01:00:00");
    assertThat(relayStatus("last_batch || ' ' || confirmed || ' ' || paused"))
        .isEqualTo("0 0 false");
  }

  @Test
  void aPageAndTheBacklogCostTheSameWhateverTheHistory() throws SQLException {
    long confirmed = 0;
    for (int i = 0; i < 40; i++) {
      postgres.execute(
          """
          INSERT INTO %s.outbox (topic, key, type, payload)
          SELECT 't', 'k' || i, 'T', decode(repeat(md5(i::text), 8), 'hex')
          FROM generate_series(1, 5000) i
          """
              .formatted(schema));
      confirmed = journal.claim(confirmed);
    }
    journal.claim(confirmed);
    append(10);
    try (Connection straggler = postgres.begin()) {
      outbox.append(straggler, message().build());
      for (String analysed : List.of("SELECT 1", "ANALYZE " + schema + ".outbox")) {
        postgres.execute(analysed);
        String status = schema + ".outbox_status";
        assertThat(pages("SELECT * FROM " + status + " ORDER BY seq DESC LIMIT 50"))
            .isLessThan(600);
        assertThat(pages("SELECT * FROM " + status + " WHERE seq BETWEEN 100000 AND 100049"))
            .isLessThan(600);
        assertThat(pages("SELECT * FROM " + schema + ".relay_status"))
            .as("reads on from the last confirmed batch of 5,000, not 200,000")
            .isLessThan(2_000);
        assertThat(backlog()).isEqualTo(10);
      }
    }
  }

  /** Pages touched by a query, by the first line of EXPLAIN that counts them: that of the root. */
  private long pages(String query) throws SQLException {
    for (String line : postgres.texts("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) " + query)) {
      Matcher buffers = PAGES.matcher(line);
      if (buffers.find()) {
        return count(buffers.group(1)) + count(buffers.group(2));
      }
    }
    throw new AssertionError("EXPLAIN counts no pages: " + query);
  }

  private static long count(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private void append(int messages) throws SQLException {
    try (Connection tx = postgres.begin()) {
      for (int i = 0; i < messages; i++) {
        outbox.append(tx, message().build());
      }
      tx.commit();
    }
  }

  private void park(long seq, String state, String columns) throws SQLException {
    postgres.execute(
        """
        INSERT INTO %1$s.parked (relay, seq, lane, state, attempts, xid, id, channel, topic, key, type,
                                 content_type, payload, headers, occurred_at)
        SELECT 'orders', seq, topic, '%3$s', 0, xid, id, channel, topic, key, type,
               content_type, payload, headers, occurred_at
        FROM %1$s.outbox WHERE seq = %2$d
        """
            .formatted(schema, seq, state),
        "UPDATE %s.parked SET %s WHERE seq = %d".formatted(schema, columns, seq));
  }

  private List<String> states() throws SQLException {
    return postgres.texts("SELECT state FROM " + schema + ".outbox_status ORDER BY seq");
  }

  private long backlog() throws SQLException {
    return Long.parseLong(relayStatus("backlog"));
  }

  private String relayStatus(String expression) throws SQLException {
    return postgres
        .texts("SELECT %s FROM %s.relay_status WHERE name = 'orders'".formatted(expression, schema))
        .get(0);
  }

  private static Message.Builder message() {
    return Message.builder().topic("order-events").key("order-1").type("OrderCreated").text("{}");
  }
}
