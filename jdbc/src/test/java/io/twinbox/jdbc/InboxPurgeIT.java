package io.twinbox.jdbc;

import static io.twinbox.jdbc.InboxByHand.CONSUMER;
import static io.twinbox.jdbc.InboxByHand.arrival;
import static io.twinbox.jdbc.InboxByHand.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.AfterDeath;
import io.twinbox.admin.Act;
import io.twinbox.admin.InboxFilter;
import io.twinbox.spi.Arrival;
import io.twinbox.spi.InboxPurged;
import io.twinbox.spi.MessageId;
import io.twinbox.spi.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** What is past the window goes while everybody works, and what comes after it is told so. */
@OnEachPostgres
class InboxPurgeIT {
  /** Seconds; the ring of 8 slots turns by one each second. */
  private static final Duration WINDOW = Duration.ofSeconds(6);

  private final PostgresFixture postgres;
  @RegisterExtension final Threads threads = new Threads();
  private InboxByHand inbox;

  InboxPurgeIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @BeforeEach
  void openInbox() throws SQLException {
    inbox = InboxByHand.in(postgres);
  }

  @Test
  void underLoadADuplicateInsideTheWindowIsAlwaysRefusedAndOneThatIsOlderVisibly()
      throws Exception {
    Schema.named(inbox.schema()).install(postgres.dataSource(), WINDOW);
    AtomicBoolean over = new AtomicBoolean();
    List<Future<Replay>> consumers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      boolean foreign = i == 2;
      consumers.add(threads.submit(() -> handleAndReplay(foreign, over)));
    }
    long[] emptied = new long[1];
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              InboxPurged purged = inbox.store().purge();
              emptied[0] += purged.slots();
              return emptied[0] >= 2;
            });
    over.set(true);
    int handled = 0;
    for (Future<Replay> consumer : consumers) {
      Replay replay = consumer.get();
      handled += replay.handled;
      assertThat(replay.refusedAsDuplicates).as("duplicates").isPositive();
      assertThat(replay.refusedAsTooOld).as("too old").isPositive();
    }
    assertThat(inbox.number("SELECT count(*) FROM twinbox.effect")).isEqualTo(handled);
    assertThat(inbox.number("SELECT count(DISTINCT text) FROM twinbox.effect")).isEqualTo(handled);
    assertThat(inbox.number("SELECT count(*) FROM twinbox.inbox")).isLessThan(handled);
  }

  /** Handles new records, and any earlier one of the last twelve seconds again. */
  private Replay handleAndReplay(boolean foreign, AtomicBoolean over) throws SQLException {
    Replay replay = new Replay();
    List<Arrival> had = new ArrayList<>();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String name = Thread.currentThread().getName();
    try (KeptConnection pool = new KeptConnection(postgres.url())) {
      InboxByHand node = inbox.onConnectionsOf(pool);
      while (!over.get()) {
        Instant now = Instant.now();
        String text = name + "-" + had.size();
        MessageId id = foreign ? MessageId.of("shop", text) : MessageId.of(idOf(now));
        Arrival fresh = arrival(id, now, null, had.size(), text);
        had.add(fresh);
        Arrival again = had.get(random.nextInt(had.size() - 1, had.size()));
        Arrival older = had.get(random.nextInt(had.size()));
        replay.count(node.handle(fresh));
        Standing standing = node.handle(older).get(0);
        // Looked at afterwards: it was no older than this when the database decided.
        Duration age = Duration.between(older.record().timestamp(), Instant.now());
        replay.count(List.of(standing));
        replay.count(node.handle(again));
        assertThat(standing).isIn(Standing.DUPLICATE, Standing.TOO_OLD);
        if (age.compareTo(WINDOW.minusSeconds(1)) < 0) {
          assertThat(standing).as("inside the window").isEqualTo(Standing.DUPLICATE);
        }
      }
    }
    return replay;
  }

  private static final class Replay {
    int handled;
    int refusedAsDuplicates;
    int refusedAsTooOld;

    void count(List<Standing> standings) {
      for (Standing standing : standings) {
        switch (standing) {
          case NEW -> handled++;
          case DUPLICATE -> refusedAsDuplicates++;
          case TOO_OLD -> refusedAsTooOld++;
          default -> throw new AssertionError(standing);
        }
      }
    }
  }

  @Test
  void anIdFromTheFutureOutlivesThePurgeOfItsSlot() throws SQLException {
    Arrival future = inTheSlotToPurge(Duration.ofDays(7 * 8).dividedBy(6).multipliedBy(9));
    assertThat(inbox.handle(future)).containsExactly(Standing.NEW);
    forgeOldIds(10);

    assertThat(inbox.store().purge()).isEqualTo(new InboxPurged(1, 0, 0));

    assertThat(inbox.number("SELECT count(*) FROM twinbox.inbox")).isOne();
    assertThat(inbox.handle(future)).containsExactly(Standing.DUPLICATE);
    assertThat(inbox.store().purge()).as("nothing left").isEqualTo(new InboxPurged(0, 0, 0));
  }

  @Test
  void aSlotFullOfIdsFromTheFutureLosesItsOldOnesOneByOne() throws SQLException {
    forgeOldIds(7_000);
    forge(1_500, Duration.ofDays(7 * 8).dividedBy(6).multipliedBy(9));

    assertThat(inbox.store().purge()).isEqualTo(new InboxPurged(0, 7_000, 0));
    assertThat(inbox.number("SELECT count(*) FROM twinbox.inbox")).isEqualTo(1_500);
  }

  @Test
  void aBusySlotIsLeftAndNobodyWaitsForLong() throws Exception {
    forgeOldIds(10);
    try (Connection report = postgres.begin()) {
      report.createStatement().execute(inbox.sql("SELECT count(*) FROM twinbox.inbox"));
      Future<InboxPurged> purge = threads.submit(() -> inbox.store().purge());
      Future<List<Standing>> handler = threads.submit(() -> inbox.handle(arrival(1L, 0, "a")));
      assertThat(handler.get(60, TimeUnit.SECONDS)).containsExactly(Standing.NEW);
      assertThat(purge.get(60, TimeUnit.SECONDS).ids()).as("deleted instead").isEqualTo(10);
    }
  }

  @Test
  void foreignIdsGoByAgeAndStayAsLongAsTheirRecordIsYoung() throws SQLException {
    Instant now = Instant.now();
    inbox.handle(
        arrival(MessageId.of("shop", "1"), now, null, 0, "a"),
        arrival(MessageId.of("shop", "2"), now.plus(Duration.ofDays(3)), null, 1, "b"));
    inbox.execute("UPDATE twinbox.inbox SET processed_at = processed_at - interval '8 days'");

    assertThat(inbox.store().purge()).isEqualTo(new InboxPurged(0, 1, 0));
    assertThat(inbox.number("SELECT count(*) FROM twinbox.inbox")).isOne();
  }

  @Test
  void onlyDeadLettersThatSomebodyDiscardedAreForgotten() throws SQLException {
    inbox.storeAs(InboxByHand.dead(AfterDeath.SKIP), arrival(1L, 0, "a"), arrival(2L, 1, "b"));
    JdbcInboxAdmin admin = JdbcInboxAdmin.of(postgres.dataSource(), inbox.schema());
    long seq = admin.list(InboxFilter.deadLetters(CONSUMER), 0, 1).get(0).seq();
    admin.discard(CONSUMER, seq, Act.by("ana"));
    assertThat(inbox.store().purge().records()).isZero();
    inbox.execute(
        "UPDATE twinbox.inbox_record SET ended_at = ended_at - interval '1 year',"
            + " discarded_at = discarded_at - interval '1 year'");

    assertThat(inbox.store().purge().records()).isOne();
    assertThat(inbox.number("SELECT count(*) FROM twinbox.inbox_record")).isOne();
  }

  /** Its id is inside the window, and was taken for older by a clock that was ahead. */
  @Test
  void whatWasPurgedByAClockThatWasAheadIsTooOldAndNotNew() throws SQLException {
    long period = Schema.DEFAULT_RETENTION.toMillis() / 6;
    Arrival purged = ofPeriod(-5, "a");
    assertThat(inbox.handle(purged)).containsExactly(Standing.NEW);

    assertThat(aheadBy(Duration.ofMillis(2 * period)).store().purge())
        .isEqualTo(new InboxPurged(1, 0, 0));

    assertThat(inbox.handle(purged, ofPeriod(-4, "b")))
        .containsExactly(Standing.TOO_OLD, Standing.NEW);
  }

  @Test
  void whatWasDeletedByAClockThatWasAheadIsTooOldAndNotNew() throws SQLException {
    long period = Schema.DEFAULT_RETENTION.toMillis() / 6;
    Arrival purged = ofPeriod(-5, "a");
    inbox.handle(purged);
    try (Connection report = postgres.begin()) {
      report.createStatement().execute(inbox.sql("SELECT count(*) FROM twinbox.inbox"));
      assertThat(aheadBy(Duration.ofMillis(2 * period)).store().purge())
          .isEqualTo(new InboxPurged(0, 1, 0));
    }
    assertThat(inbox.handle(purged, ofPeriod(-4, "b")))
        .containsExactly(Standing.TOO_OLD, Standing.NEW);
  }

  @Test
  void aForeignIdPurgedByAClockThatWasAheadIsTooOldAndNotNew() throws SQLException {
    Instant now = Instant.now();
    Arrival purged = arrival(MessageId.of("shop", "1"), now, null, 0, "a");
    inbox.handle(purged);

    assertThat(aheadBy(Duration.ofDays(8)).store().purge().ids()).isOne();

    Instant later = now.plus(Duration.ofHours(1));
    assertThat(inbox.handle(purged, arrival(MessageId.of("shop", "2"), later, null, 1, "b")))
        .containsExactly(Standing.TOO_OLD, Standing.NEW);
  }

  /** An arrival whose id is of the begin of an earlier turn of the ring. */
  private static Arrival ofPeriod(int turns, String text) {
    long period = Schema.DEFAULT_RETENTION.toMillis() / 6;
    long time = (Instant.now().toEpochMilli() / period + turns) * period + 1_000;
    return arrival(MessageId.of(idOf(Instant.ofEpochMilli(time))), Instant.now(), 1L, -turns, text);
  }

  /** The same inbox, for sessions whose database has a clock that is ahead. */
  private InboxByHand aheadBy(Duration time) throws SQLException {
    inbox.execute(
        """
        CREATE FUNCTION twinbox.clock_timestamp() RETURNS timestamptz LANGUAGE sql
        RETURN pg_catalog.clock_timestamp() + interval '%d ms'
        """
            .formatted(time.toMillis()));
    PGSimpleDataSource ahead = new PGSimpleDataSource();
    ahead.setUrl(postgres.url());
    ahead.setOptions("-c search_path=" + inbox.schema() + ",pg_catalog");
    return inbox.onConnectionsOf(ahead);
  }

  /** A longer window does not bring back what was purged. */
  @Test
  void afterTheWindowGrewNothingComesInThatMayHaveBeenForgotten() {
    Schema.named(inbox.schema()).install(postgres.dataSource(), Duration.ofDays(30));
    Instant now = Instant.now();
    assertThat(
            inbox.handle(
                arrival(MessageId.of(idOf(now.minus(Duration.ofDays(8)))), now, 1L, 0, "a"),
                arrival(MessageId.of(idOf(now.minus(Duration.ofDays(6)))), now, 1L, 1, "b")))
        .containsExactly(Standing.TOO_OLD, Standing.NEW);
  }

  // Ids of other times ---------------------------------------------------------------------------

  private Arrival inTheSlotToPurge(Duration ahead) throws SQLException {
    return arrival(
        MessageId.of(idOf(Instant.ofEpochMilli(slotToPurge(ahead)))), Instant.now(), 1L, 0, "f");
  }

  private void forgeOldIds(int count) throws SQLException {
    forge(count, Duration.ofDays(7).dividedBy(6).multipliedBy(-7));
  }

  /** Rows as claims would have written them at other times. */
  private void forge(int count, Duration ahead) throws SQLException {
    long millis = slotToPurge(ahead);
    String prefix = new java.util.UUID(millis << 16, 0).toString().substring(0, 13);
    inbox.execute(
        """
        INSERT INTO twinbox.inbox (message_id, payload_hash, processed_at, slot, consumer)
        SELECT ('%1$s-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 0, now(),
               twinbox.inbox_slot(%2$d), c.id
        FROM generate_series(1, %3$d) i, twinbox.inbox_consumer c
        """
            .formatted(prefix, millis, count));
  }

  /** A time about so far ahead whose ids are in the slot that is purged now. */
  private long slotToPurge(Duration ahead) throws SQLException {
    long period = Schema.DEFAULT_RETENTION.toMillis() / 6;
    long now = Instant.now().toEpochMilli();
    long wanted = Math.floorMod(now / period + 1, 8L);
    long number = (now + ahead.toMillis()) / period;
    while (number % 8 != wanted) {
      number += ahead.isNegative() ? -1 : 1;
    }
    return number * period + 1_000;
  }
}
