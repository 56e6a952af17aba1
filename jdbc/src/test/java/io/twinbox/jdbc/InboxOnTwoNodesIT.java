package io.twinbox.jdbc;

import static io.twinbox.jdbc.InboxByHand.arrivals;
import static io.twinbox.jdbc.InboxByHand.inOrder;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.Arrival;
import io.twinbox.spi.DatabaseFault;
import io.twinbox.spi.Standing;
import io.twinbox.spi.StoreException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The same records on several nodes at once: a partition that moves while its owner is still busy.
 */
@OnEachPostgres
class InboxOnTwoNodesIT {
  private static final int RECORDS = 3_000;
  private static final int LANES = 10;

  private final PostgresFixture postgres;
  @RegisterExtension final Threads nodes = new Threads();
  private InboxByHand inbox;

  InboxOnTwoNodesIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @BeforeEach
  void openInbox() throws SQLException {
    inbox = InboxByHand.in(postgres);
  }

  @Test
  void eachRecordIsHandledOnceAndInOrderWhoeverHasItAndHoweverItIsCut() throws Exception {
    List<Arrival> arrivals = arrivals(RECORDS, LANES);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Integer>> all = new ArrayList<>();
    for (int node = 0; node < 3; node++) {
      int seed = node;
      all.add(nodes.submit(() -> consume(arrivals, new Random(seed), start)));
    }
    start.countDown();
    int handled = 0;
    for (Future<Integer> one : all) {
      handled += one.get();
    }
    assertThat(handled).isEqualTo(RECORDS);
    assertThat(inbox.effects()).isEqualTo(inOrder(RECORDS, LANES));
  }

  /** Chunks of any size; now and then the offset is lost, and the node begins further back. */
  private int consume(List<Arrival> arrivals, Random random, CountDownLatch start)
      throws Exception {
    int handled = 0;
    try (KeptConnection pool = new KeptConnection(postgres.url())) {
      InboxByHand node = inbox.onConnectionsOf(pool);
      start.await();
      for (int from = 0; from < arrivals.size(); ) {
        int to = Math.min(arrivals.size(), from + 1 + random.nextInt(200));
        for (Standing standing : node.handle(arrivals.subList(from, to))) {
          assertThat(standing).isIn(Standing.NEW, Standing.DUPLICATE);
          handled += standing == Standing.NEW ? 1 : 0;
        }
        from = random.nextInt(10) == 0 ? Math.max(0, to - 300) : to;
      }
    }
    return handled;
  }

  /**
   * Two nodes with the same ids in opposite orders never wait for each other; handlers that lock
   * the business's rows in opposite orders do, and that is told apart from a fault.
   */
  @Test
  void aDeadlockOfTheHandlersIsContention() throws Exception {
    inbox.execute("INSERT INTO twinbox.effect (lane, text) VALUES (-1, 'a'), (-2, 'b')");
    CountDownLatch bothHold = new CountDownLatch(2);
    List<Future<DatabaseFault>> both =
        List.of(
            nodes.submit(() -> updateBoth(-1, -2, bothHold)),
            nodes.submit(() -> updateBoth(-2, -1, bothHold)));
    assertThat(List.of(both.get(0).get(), both.get(1).get()))
        .containsExactlyInAnyOrder(DatabaseFault.NONE, DatabaseFault.CONTENTION);
  }

  private DatabaseFault updateBoth(int first, int second, CountDownLatch bothHold) {
    String update = inbox.sql("UPDATE twinbox.effect SET text = text WHERE lane = ");
    try {
      return inbox
          .transactions()
          .run(
              tx -> {
                try {
                  tx.createStatement().execute(update + first);
                  bothHold.countDown();
                  bothHold.await();
                  tx.createStatement().execute(update + second);
                  return DatabaseFault.NONE;
                } catch (SQLException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
    } catch (IllegalStateException | StoreException e) {
      return inbox.store().faultOf(e);
    }
  }
}
