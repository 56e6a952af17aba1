package io.twinbox.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.Batch;
import io.twinbox.spi.Entry;
import io.twinbox.spi.JournalHead;
import io.twinbox.spi.Lease;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.ReadLimits;
import io.twinbox.spi.Reading;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.Takeover;
import io.twinbox.spi.Window;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The store's reader beside two readers that make the classic mistakes, all three in the same
 * storm. A storm in which the mistakes lose nothing would prove nothing about the store.
 */
@OnEachPostgres
class ConcurrentClaimsIT {
  /** Reads beside the right one. */
  private static final RelayId MISTAKEN = new RelayId("mistaken", "kafka");

  private static final int MOST_ROUNDS = 20;

  private final PostgresFixture postgres;

  ConcurrentClaimsIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @Test
  void everyCommittedEntryIsClaimedOnceInOrderWhereTheClassicMistakesLoseSome() throws Exception {
    Lost lost = round(1, Duration.ofSeconds(8));
    for (long seed = 2; !lost.all() && seed <= MOST_ROUNDS; seed++) {
      lost = lost.plus(round(seed, Duration.ofSeconds(4)));
    }
    assertThat(lost.byBoundReadAtTheSnapshot).as("caught by the storm").isPositive();
    assertThat(lost.byCursorOfSeq).as("caught by the storm").isPositive();
  }

  @Test
  @Tag("soak")
  void holdsForMinutes() throws Exception {
    Lost lost = new Lost(0, 0);
    for (int i = 0; i < 10; i++) {
      lost = lost.plus(round(new Random().nextInt(1_000_000), Duration.ofSeconds(60)));
    }
    assertThat(lost.all()).as("each mistake is caught").isTrue();
  }

  private Lost round(long seed, Duration time) throws Exception {
    String schema = postgres.newSchema();
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (Storm storm = new Storm(postgres, schema, seed)) {
      Claimer claimer = new Claimer(schema, seed, over);
      Future<List<Entry>> claimed = threads.submit(claimer);
      Future<Set<Long>> boundAtSnapshot =
          threads.submit(() -> boundReadAtTheSnapshot(schema, over));
      Future<Set<Long>> cursorOfSeq = threads.submit(() -> cursorOfSeq(schema, over));
      storm.blow(time);
      over.set(true);
      Set<Long> committed = committed(schema);
      assertThat(committed).as("what the writers committed").hasSize((int) storm.committed());
      verify(claimed.get(), committed, "seed:" + seed);
      return new Lost(
          missing(committed, boundAtSnapshot.get()), missing(committed, cursorOfSeq.get()));
    } finally {
      over.set(true);
      threads.shutdownNow();
    }
  }

  /** Each committed entry once, and the counters of each key 1, 2, 3, … */
  private static void verify(List<Entry> claimed, Set<Long> committed, String round) {
    Set<Long> seqs = new HashSet<>();
    Map<String, Long> counters = new HashMap<>();
    for (Entry entry : claimed) {
      assertThat(seqs.add(entry.seq())).as("%s claimed once %s", round, entry).isTrue();
      long counter = Long.parseLong(new String(entry.payload(), UTF_8));
      assertThat(counter)
          .as("%s order of %s %s", round, entry.key(), entry)
          .isEqualTo(counters.merge(entry.key(), 1L, Long::sum));
    }
    assertThat(missing(committed, seqs)).as("%s lost of %s", round, committed.size()).isZero();
    assertThat(missing(seqs, committed)).as("%s not committed", round).isZero();
  }

  private static int missing(Set<Long> from, Set<Long> in) {
    return (int) from.stream().filter(seq -> !in.contains(seq)).count();
  }

  private Set<Long> committed(String schema) throws SQLException {
    Set<Long> seqs = new HashSet<>();
    postgres
        .texts("SELECT seq FROM " + schema + ".outbox")
        .forEach(seq -> seqs.add(Long.parseLong(seq)));
    return seqs;
  }

  /**
   * The mistake: fresh entries are looked for above the sequence's value at A, and not above that
   * of a row committed before A. Whoever was running at A with an id above its xmax is lost.
   */
  private Set<Long> boundReadAtTheSnapshot(String schema, AtomicBoolean over) throws SQLException {
    Set<Long> read = new HashSet<>();
    try (KeptConnection connection = new KeptConnection(postgres.url());
        OutboxStore store = store(connection, schema)) {
      JournalHead head = takeOver(store);
      Window position = new Window("3:3:", "3:3:", 0, 0, 0, 0, 0);
      boolean more = true;
      while (more) {
        boolean last = over.get();
        boolean begins = position.complete();
        Window wrong =
            new Window(
                position.fromSnapshot(),
                position.toSnapshot(),
                position.fromLow(),
                position.high(),
                position.lo(),
                position.hi(),
                position.high());
        Reading reading = store.read(MISTAKEN, head, wrong, 0, RelayByHand.WIDE);
        position = reading.window();
        reading.entries().forEach(entry -> read.add(entry.seq()));
        more = !last || !begins || !position.complete();
      }
    }
    return read;
  }

  private static JournalHead takeOver(OutboxStore store) {
    Lease lease = store.seize(MISTAKEN, "node-1", Duration.ofSeconds(10));
    return store.takeOver(MISTAKEN, lease).head();
  }

  /** The mistake: what commits late with a lower seq is passed over. */
  private Set<Long> cursorOfSeq(String schema, AtomicBoolean over) throws SQLException {
    Set<Long> read = new HashSet<>();
    long last = 0;
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      boolean end;
      do {
        end = over.get();
        String next =
            "SELECT seq FROM %s.outbox WHERE seq > %d ORDER BY seq LIMIT 100000"
                .formatted(schema, last);
        try (ResultSet rows = statement.executeQuery(next)) {
          while (rows.next()) {
            last = rows.getLong(1);
            read.add(last);
          }
        }
      } while (!end);
    }
    return read;
  }

  private static OutboxStore store(KeptConnection connection, String schema) {
    return JdbcOutboxStore.builder().dataSource(connection).schema(schema).build();
  }

  /** How many entries each mistake has lost. */
  private record Lost(int byBoundReadAtTheSnapshot, int byCursorOfSeq) {
    Lost plus(Lost more) {
      return new Lost(
          byBoundReadAtTheSnapshot + more.byBoundReadAtTheSnapshot,
          byCursorOfSeq + more.byCursorOfSeq);
    }

    boolean all() {
      return byBoundReadAtTheSnapshot > 0 && byCursorOfSeq > 0;
    }
  }

  /**
   * Claims with limits of all sizes, confirms late, and now and then forgets everything and takes
   * over: then the batches handed over must be those it had in flight, entry by entry.
   */
  private final class Claimer implements Callable<List<Entry>> {
    private static final int MARK_AFTER = 500;

    private final String schema;
    private final Random random;
    private final AtomicBoolean over;
    private final List<Entry> claimed = new ArrayList<>();
    private final Deque<Flight> flights = new ArrayDeque<>();

    Claimer(String schema, long seed, AtomicBoolean over) {
      this.schema = schema;
      this.random = new Random(seed);
      this.over = over;
    }

    @Override
    public List<Entry> call() throws SQLException {
      try (KeptConnection connection = new KeptConnection(postgres.url());
          OutboxStore store = store(connection, schema)) {
        RelayByHand relay = new RelayByHand(store, RelayByHand.ORDERS);
        relay.takeOver("node-0");
        boolean more = true;
        while (more) {
          boolean last = over.get();
          more = step(store, relay) || !last;
        }
      }
      return claimed;
    }

    private boolean step(OutboxStore store, RelayByHand relay) {
      if (random.nextInt(100) == 0) {
        takeOver(store, relay);
      }
      boolean begins = relay.position().complete();
      Reading reading = relay.read(limits());
      if (reading.entries().isEmpty()) {
        relay.pass(reading);
        if (reading.window().high() - relay.committedHigh() > MARK_AFTER) {
          relay.mark();
        }
        return !begins || !reading.window().complete();
      }
      Batch batch = relay.claim(reading);
      claimed.addAll(reading.entries());
      flights.add(new Flight(batch, reading.entries()));
      if (flights.size() > 3) {
        relay.confirm(flights.removeFirst().batch.no());
      }
      return true;
    }

    private void takeOver(OutboxStore store, RelayByHand relay) {
      Takeover takeover = relay.takeOver("node-" + random.nextInt());
      assertThat(takeover.unconfirmed())
          .isEqualTo(flights.stream().map(flight -> flight.batch).toList());
      for (Flight flight : flights) {
        assertThat(store.reread(RelayByHand.ORDERS, relay.head(), flight.batch))
            .extracting(parked -> parked.entry().seq())
            .isEqualTo(flight.entries.stream().map(Entry::seq).toList());
      }
    }

    private ReadLimits limits() {
      int entries = random.nextInt(10) == 0 ? 1 : 1 + random.nextInt(300);
      long bytes = random.nextInt(4) == 0 ? 1 + random.nextInt(200) : 1L << 20;
      long span = random.nextInt(4) == 0 ? 1 + random.nextInt(50) : 100_000;
      return new ReadLimits(entries, bytes, span);
    }
  }

  /** A batch that is claimed and not confirmed. */
  private record Flight(Batch batch, List<Entry> entries) {}
}
