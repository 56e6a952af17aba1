package io.twinbox.jdbc;

import static io.twinbox.jdbc.InboxByHand.CONSUMER;
import static io.twinbox.jdbc.InboxByHand.LEASE;
import static io.twinbox.jdbc.InboxByHand.MANY;
import static io.twinbox.jdbc.InboxByHand.arrival;
import static io.twinbox.jdbc.InboxByHand.arrivals;
import static io.twinbox.jdbc.InboxByHand.dead;
import static io.twinbox.jdbc.InboxByHand.inOrder;
import static io.twinbox.jdbc.InboxByHand.parked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.AfterDeath;
import io.twinbox.spi.Arrival;
import io.twinbox.spi.ChunkLimits;
import io.twinbox.spi.Fate;
import io.twinbox.spi.StoreException;
import io.twinbox.spi.StoredRecord;
import io.twinbox.spi.Ticket;
import io.twinbox.spi.Waiting;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Stored records, worked off by several workers on several nodes. */
@OnEachPostgres
class StoreFirstIT {
  private final PostgresFixture postgres;
  @RegisterExtension final Threads threads = new Threads();
  private InboxByHand inbox;

  StoreFirstIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @BeforeEach
  void openInbox() throws SQLException {
    inbox = InboxByHand.in(postgres);
  }

  @Test
  @Timeout(180)
  void workersCompeteWhileRecordsComeInAndEachIsHandledOnceInTheOrderOfItsKey() throws Exception {
    AtomicBoolean allStored = new AtomicBoolean();
    List<Future<Integer>> workers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Random random = new Random(i);
      workers.add(threads.submit(() -> work(random, allStored)));
    }
    List<Arrival> arrivals = arrivals(4_000, 100);
    for (int from = 0; from < arrivals.size(); from += 250) {
      inbox.storeAs(Fate.RECEIVED, arrivals.subList(from, from + 250));
    }
    allStored.set(true);
    int handled = 0;
    for (Future<Integer> worker : workers) {
      handled += worker.get();
    }
    assertThat(handled).isEqualTo(4_000);
    assertThat(inbox.effects()).isEqualTo(inOrder(4_000, 100));
    assertThat(inbox.number("SELECT count(*) FROM twinbox.inbox_record")).isZero();
  }

  /** Takes any waiting bucket; fails now and then, and parks the record it blames. */
  private int work(Random random, AtomicBoolean allStored) throws SQLException {
    int handled = 0;
    try (KeptConnection pool = new KeptConnection(postgres.url())) {
      InboxByHand node = inbox.onConnectionsOf(pool);
      while (true) {
        boolean ended = allStored.get();
        Waiting waiting = node.store().waiting(CONSUMER);
        // Nothing to take is not yet nothing left: a record may wait behind nothing until swept.
        if (ended && waiting.equals(Waiting.NONE) && nothingIsLeft()) {
          return handled;
        }
        for (int bucket = 0; bucket < 64; bucket++) {
          if ((waiting.buckets() & 1L << bucket) != 0) {
            handled +=
                random.nextInt(8) == 0
                    ? fail(node, bucket)
                    : node.work(bucket, new ChunkLimits(1 + random.nextInt(50), 1 << 20));
          }
        }
        handled += node.finish(node.store().claimDue(CONSUMER, Duration.ofMillis(50), MANY)).size();
      }
    }
  }

  private boolean nothingIsLeft() throws SQLException {
    return inbox.number("SELECT count(*) FROM (SELECT FROM twinbox.inbox_record LIMIT 1) r") == 0;
  }

  private static int fail(InboxByHand node, int bucket) {
    List<StoredRecord> claimed =
        node.store().claimBucket(CONSUMER, bucket, Duration.ofMillis(50), new ChunkLimits(3, 100));
    if (claimed.isEmpty()) {
      return 0;
    }
    Ticket blamed = claimed.get(0).ticket();
    node.transactions()
        .run(tx -> node.store().settle(tx, CONSUMER, blamed, parked(Duration.ofMillis(20))));
    return 0;
  }

  /** A lane with thousands of records behind a failing one does not hide the other lanes. */
  @Test
  void aLongBlockedLaneStopsNobodyElseInItsBucket() throws SQLException {
    inbox.storeAs(parked(LEASE), arrival(0L, 0, "poison"));
    List<Arrival> behind = new ArrayList<>();
    for (int i = 1; i <= 5_000; i++) {
      behind.add(arrival(0L, i, "behind"));
    }
    inbox.storeAs(Fate.RECEIVED, behind);
    inbox.storeAs(Fate.RECEIVED, arrival(64L, 1, "same bucket"));

    assertThat(inbox.store().waiting(CONSUMER).buckets()).isOne();
    assertThat(inbox.work(0, MANY)).isOne();
    assertThat(inbox.effects()).containsExactly("same bucket");
    assertThat(inbox.store().waiting(CONSUMER).buckets()).isZero();
  }

  /**
   * Records stored while nothing was held, and not marked as waiting: found out when looked for.
   */
  @Test
  void recordsThatWaitWithoutBeingMarkedAreMarkedWhenTheyAreInTheWay() throws SQLException {
    List<Arrival> lane = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      lane.add(arrival(0L, i, Integer.toString(i)));
    }
    inbox.storeAs(Fate.RECEIVED, lane);
    inbox.storeAs(Fate.RECEIVED, arrival(64L, 1, "same bucket"));
    List<StoredRecord> first =
        inbox.store().claimBucket(CONSUMER, 0, LEASE, new ChunkLimits(1, 100));

    int handled = 0;
    for (int i = 0; i < 10 && handled == 0; i++) {
      handled = inbox.store().waiting(CONSUMER).buckets() == 1 ? inbox.work(0, MANY) : 0;
    }
    assertThat(inbox.effects()).containsExactly("same bucket");

    inbox.finish(first);
    while (inbox.store().waiting(CONSUMER).buckets() != 0) {
      inbox.work(0, MANY);
    }
    assertThat(inbox.number("SELECT count(*) FROM twinbox.inbox_record")).isZero();
    assertThat(inbox.number("SELECT count(*) FROM twinbox.effect WHERE lane = 0")).isEqualTo(3_000);
  }

  /** Stored behind a record that another transaction is just about to finish. */
  @Test
  void aRecordThatWaitsForNothingIsFoundBySweeping() throws SQLException {
    inbox.storeAs(parked(Duration.ZERO), arrival(1L, 0, "head"));
    List<StoredRecord> claimed = inbox.store().claimDue(CONSUMER, LEASE, MANY);
    try (Connection late = postgres.begin()) {
      inbox
          .store()
          .store(
              late,
              CONSUMER,
              List.of(new io.twinbox.spi.SetAside(arrival(1L, 1, "behind"), Fate.RECEIVED)));
      inbox.finish(claimed);
      late.commit();
    }
    InboxByHand node = inbox.onConnectionsOf(postgres.dataSource());
    assertThat(node.store().waiting(CONSUMER).buckets()).isEqualTo(1L << 1);
    assertThat(node.work(1, MANY)).isOne();
    assertThat(inbox.effects()).containsExactly("head", "behind");
  }

  /** Another worker failed with it, and let its bucket go before it said so. */
  @Test
  void whatAnotherWorkerDeclaresDeadMeanwhileIsNotCompleted() throws SQLException {
    inbox.storeAs(Fate.RECEIVED, arrival(1L, 0, "a"));
    Ticket ticket;
    try (Connection tx = postgres.begin()) {
      ticket = inbox.store().take(tx, CONSUMER, 1, MANY).records().get(0).ticket();
      tx.rollback();
    }
    try (Connection tx = postgres.begin()) {
      List<Long> taken =
          inbox.store().take(tx, CONSUMER, 1, MANY).records().stream()
              .map(StoredRecord::seq)
              .toList();
      assertThat(taken).hasSize(1);
      inbox
          .transactions()
          .run(other -> inbox.store().settle(other, CONSUMER, ticket, dead(AfterDeath.SKIP)));

      assertThatThrownBy(() -> inbox.store().complete(tx, CONSUMER, taken))
          .isInstanceOf(StoreException.class);
      tx.rollback();
    }
    assertThat(inbox.store().backlog(CONSUMER).dead()).isOne();
  }

  @Test
  void anUncountedRecordGoesBackToWhereItWas() throws SQLException {
    inbox.storeAs(Fate.RECEIVED, arrival(1L, 0, "a"), arrival(1L, 1, "b"));
    List<StoredRecord> claimed = inbox.store().claimBucket(CONSUMER, 1, LEASE, MANY);
    for (StoredRecord record : claimed) {
      inbox
          .transactions()
          .run(tx -> inbox.store().settle(tx, CONSUMER, record.ticket(), Fate.RECEIVED));
    }
    assertThat(inbox.work(1, MANY)).isEqualTo(2);
    assertThat(inbox.effects()).containsExactly("a", "b");
  }
}
