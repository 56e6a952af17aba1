package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the inbox's questions cost, in pages: as much as they answer, however much is stored, and
 * whatever the planner knows.
 */
@OnEachPostgres
class BoundedInboxIT {
  private static final List<String> MODES = List.of("force_generic_plan", "force_custom_plan");

  /** Bucket 0 has a lane of 60,000 records that wait, and 200 free ones in other lanes. */
  private static final String STORED =
      """
      INSERT INTO twinbox.inbox_record
        (consumer, state, bucket, lane, waits, attempts, next_attempt_at, message_id, identity,
         payload_hash, topic, partition, record_offset, recorded_at, size, payload, discarded_at)
      SELECT 1, v.state, v.lane %% 64, v.lane, v.waits, v.attempts, v.next_attempt_at,
             gen_random_uuid(), 'x', 0, 't', 0, v.i, now(), 100, repeat('x', 100)::bytea, NULL
      FROM (
        SELECT i, 'PARKED' AS state, 0 AS lane, false AS waits, 1 AS attempts,
               now() + interval '1 day' AS next_attempt_at FROM generate_series(1, 1) i
        UNION ALL
        SELECT i, 'RECEIVED', 0, true, 0, NULL FROM generate_series(2, 60001) i
        UNION ALL
        SELECT i, 'RECEIVED', 64 * (1 + i %% 50), false, 0, NULL FROM generate_series(1, 200) i
        UNION ALL
        SELECT i, 'PARKED', 1000000 + i, false, 1, now() + interval '1 day'
        FROM generate_series(1, 30000) i
        UNION ALL
        SELECT i, 'PARKED', 2000000 + i, false, 1, now() - interval '1 second'
        FROM generate_series(1, 50) i
        UNION ALL
        SELECT i, 'DEAD', 1000000 + i, false, 9, NULL FROM generate_series(1, 50000) i
      ) v
      """;

  private static final String BACKLOG =
      """
      INSERT INTO twinbox.inbox_record
        (consumer, state, bucket, lane, message_id, identity, payload_hash, topic, partition,
         record_offset, recorded_at, size)
      SELECT 1, 'RECEIVED', i %% 64, i %% 1024, gen_random_uuid(), 'x', 0, 't', 0, i, now(), 100
      FROM generate_series(1, 40000) i
      """;

  private static final String LEDGER =
      """
      INSERT INTO twinbox.inbox (message_id, payload_hash, processed_at, slot, consumer)
      SELECT gen_random_uuid(), 0, now(), i %% 9, 1 FROM generate_series(1, 200000) i
      """;

  private final PostgresFixture postgres;
  private InboxByHand inbox;

  BoundedInboxIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @BeforeEach
  void fillInbox() throws SQLException {
    inbox = InboxByHand.in(postgres);
    inbox.execute(STORED.replace("%%", "%"));
    inbox.execute(LEDGER.replace("%%", "%"));
  }

  @Test
  void everyQuestionCostsWhatItAnswersWhateverIsStored() throws SQLException {
    asksCheaply("never analyzed");
    inbox.execute("ANALYZE twinbox.inbox_record");
    inbox.execute("ANALYZE twinbox.inbox");
    asksCheaply("analyzed");
  }

  /** What the planner knows of such a table is that it is empty: so it mostly is. */
  @Test
  void aBacklogIsNotReadToTellWhichBucketsHaveSome() throws SQLException {
    inbox.execute("TRUNCATE twinbox.inbox_record");
    inbox.execute("ANALYZE twinbox.inbox_record");
    inbox.execute(BACKLOG.replace("%%", "%"));
    String consumer = "1::smallint";
    for (String mode : MODES) {
      cheap(
          "buckets, " + mode,
          mode,
          StoredWork.BUCKETS,
          "smallint, int, smallint, smallint",
          List.of(consumer, "100", consumer, consumer),
          1_000);
    }
  }

  private void asksCheaply(String when) throws SQLException {
    String consumer = "1::smallint";
    for (String mode : MODES) {
      String as = when + ", " + mode;
      cheap(
          as + ": take",
          mode,
          Buckets.TAKE,
          "smallint, int, bigint, smallint, int, bigint",
          List.of(consumer, "0", "500", consumer, "100", "1000000"),
          2_000);
      cheap(
          as + ": claim due",
          mode,
          CountedRecords.CLAIM_DUE,
          "smallint, int, bigint, bigint",
          List.of(consumer, "20", "60000", "1000000"),
          1_500);
      cheap(
          as + ": buckets",
          mode,
          StoredWork.BUCKETS,
          "smallint, int, smallint, smallint",
          List.of(consumer, "100", consumer, consumer),
          1_000);
      cheap(
          as + ": until due",
          mode,
          StoredWork.UNTIL_DUE,
          "smallint, smallint",
          List.of(consumer, consumer),
          50);
      cheap(
          as + ": blocked",
          mode,
          Ledger.BLOCKED,
          "bigint[], smallint",
          List.of(array(1_000, i -> Integer.toString(i)), consumer),
          8_000);
      String ids = array(500, i -> UUID.randomUUID().toString());
      String times = array(500, i -> Long.toString(i * 100_800_000L));
      cheap(
          as + ": known",
          mode,
          Ledger.KNOWN,
          "uuid[], bigint[], smallint",
          List.of(ids, times, consumer),
          8_000);
    }
  }

  private static String array(int size, IntFunction<String> element) {
    return IntStream.range(0, size).mapToObj(element).collect(Collectors.joining(",", "'{", "}'"));
  }

  private void cheap(
      String what, String mode, String sql, String types, List<String> values, long most)
      throws SQLException {
    try (Connection connection = postgres.begin()) {
      Explained explained = Explained.run(connection, mode, inbox.sql(sql), types, values);
      connection.rollback();
      assertThat(explained.pages()).as(what + "\n" + explained.plan()).isLessThan(most);
    }
  }
}
