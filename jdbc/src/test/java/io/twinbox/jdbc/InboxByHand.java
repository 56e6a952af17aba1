package io.twinbox.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twinbox.AfterDeath;
import io.twinbox.RecordFault;
import io.twinbox.spi.Arrival;
import io.twinbox.spi.ChunkLimits;
import io.twinbox.spi.Claimed;
import io.twinbox.spi.Failure;
import io.twinbox.spi.Fate;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.MessageId;
import io.twinbox.spi.Partition;
import io.twinbox.spi.Release;
import io.twinbox.spi.SetAside;
import io.twinbox.spi.Standing;
import io.twinbox.spi.StoredRecord;
import io.twinbox.spi.Taken;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/**
 * A consumer driven by hand, with a handler that writes each record's text into a table: what it
 * says was handled, and in which order.
 */
final class InboxByHand {
  static final String CONSUMER = "payments";
  static final ChunkLimits MANY = new ChunkLimits(1_000, 1 << 24);
  static final Duration LEASE = Duration.ofMinutes(1);
  static final Failure FAILURE = new Failure(RecordFault.HANDLER_FAILED, "it failed", null);

  private static final Partition ORDERS = new Partition("orders", 0);

  private final PostgresFixture postgres;
  private final String schema;
  private final InboxStore store;
  private final JdbcTransactions transactions;

  /** In a schema of its own, for the superuser. */
  static InboxByHand in(PostgresFixture postgres) throws SQLException {
    String schema = postgres.newSchema();
    postgres.execute(
        "CREATE TABLE "
            + schema
            + ".effect (no bigint GENERATED ALWAYS AS IDENTITY, lane bigint, text text)");
    return new InboxByHand(postgres, schema, postgres.dataSource());
  }

  InboxByHand(PostgresFixture postgres, String schema, DataSource dataSource) {
    this.postgres = postgres;
    this.schema = schema;
    this.store = JdbcInboxStore.builder().dataSource(dataSource).schema(schema).build();
    this.transactions = JdbcTransactions.of(dataSource);
    store.register(CONSUMER);
  }

  /** The same inbox on another node. */
  InboxByHand onConnectionsOf(DataSource dataSource) {
    return new InboxByHand(postgres, schema, dataSource);
  }

  InboxStore store() {
    return store;
  }

  JdbcTransactions transactions() {
    return transactions;
  }

  String schema() {
    return schema;
  }

  // Arrivals -------------------------------------------------------------------------------------

  static UUID idOf(Instant time) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long most = (time.toEpochMilli() << 16) | 0x7000 | random.nextInt(0x1000);
    long least = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(most, least);
  }

  static Arrival arrival(Long lane, long offset, String text) {
    return arrival(MessageId.of(idOf(Instant.now())), Instant.now(), lane, offset, text);
  }

  static Arrival arrival(MessageId id, Instant timestamp, Long lane, long offset, String text) {
    byte[] key = lane == null ? null : ("k" + lane).getBytes(UTF_8);
    byte[] value = text.getBytes(UTF_8);
    InboxRecord record =
        new InboxRecord(
            ORDERS, offset, timestamp, key, value, List.of(), id, "T", null, timestamp, null);
    return new Arrival(record, text.hashCode(), lane);
  }

  /** Records 0 to count - 1 in lanes 0 to lanes - 1, in order; the text is the number. */
  static List<Arrival> arrivals(int count, int lanes) {
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      arrivals.add(arrival((long) (i % lanes), i, Integer.toString(i)));
    }
    return arrivals;
  }

  // What a consumer does -------------------------------------------------------------------------

  /** Claims, handles what is new, and commits. */
  List<Standing> handle(Arrival... arrivals) {
    return handle(Arrays.asList(arrivals));
  }

  /** Claims, handles what is new, and commits. */
  List<Standing> handle(List<Arrival> arrivals) {
    return transactions.run(
        tx -> {
          Claimed claimed = store.claim(tx, CONSUMER, arrivals);
          List<Arrival> fresh = new ArrayList<>();
          for (int i = 0; i < arrivals.size(); i++) {
            if (claimed.standings().get(i) == Standing.NEW) {
              fresh.add(arrivals.get(i));
            }
          }
          effects(tx, fresh.stream().map(Arrival::record).toList(), lanes(fresh));
          release(tx, claimed);
          return claimed.standings();
        });
  }

  /** Claims and stores, whatever the standing, and commits. */
  void storeAs(Fate fate, Arrival... arrivals) {
    storeAs(fate, Arrays.asList(arrivals));
  }

  /** Claims and stores, whatever the standing, and commits. */
  void storeAs(Fate fate, List<Arrival> arrivals) {
    transactions.run(
        tx -> {
          Claimed claimed = store.claim(tx, CONSUMER, arrivals);
          store.store(tx, CONSUMER, arrivals.stream().map(a -> new SetAside(a, fate)).toList());
          release(tx, claimed);
          return arrivals;
        });
  }

  static Fate parked(Duration backoff) {
    return new Fate.Parked(1, backoff, FAILURE);
  }

  static Fate dead(AfterDeath lane) {
    return new Fate.Dead(1, FAILURE, lane);
  }

  /** Takes from a bucket, handles, completes and commits; how many there were. */
  int work(int bucket, ChunkLimits limits) {
    return transactions.run(
        tx -> {
          Taken taken = store.take(tx, CONSUMER, bucket, limits);
          complete(tx, taken);
          return taken.records().size();
        });
  }

  /** Locks what was claimed, handles, completes and commits. */
  List<String> finish(List<StoredRecord> claimed) {
    return transactions.run(
        tx -> {
          Taken taken =
              store.lock(tx, CONSUMER, claimed.stream().map(StoredRecord::ticket).toList());
          complete(tx, taken);
          return taken.records().stream().map(InboxByHand::text).toList();
        });
  }

  private void complete(Connection tx, Taken taken) {
    effects(
        tx,
        taken.records().stream().map(StoredRecord::record).toList(),
        taken.records().stream().map(StoredRecord::lane).toList());
    store.complete(tx, CONSUMER, taken.records().stream().map(StoredRecord::seq).toList());
    if (store.release(tx, taken.guard()) == Release.LOST) {
      throw new IllegalStateException("lost");
    }
  }

  private void release(Connection tx, Claimed claimed) {
    if (store.release(tx, claimed.guard()) == Release.LOST) {
      throw new IllegalStateException("lost");
    }
  }

  private static List<Long> lanes(List<Arrival> arrivals) {
    return arrivals.stream().map(Arrival::lane).toList();
  }

  private void effects(Connection tx, List<InboxRecord> records, List<Long> lanes) {
    String sql = sql("INSERT INTO twinbox.effect (lane, text) VALUES (?, ?)");
    try (PreparedStatement insert = tx.prepareStatement(sql)) {
      for (int i = 0; i < records.size(); i++) {
        insert.setObject(1, lanes.get(i), java.sql.Types.BIGINT);
        insert.setString(2, new String(records.get(i).value(), UTF_8));
        insert.addBatch();
      }
      insert.executeBatch();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static String text(StoredRecord stored) {
    return new String(stored.record().value(), UTF_8);
  }

  // What was done --------------------------------------------------------------------------------

  /** What the handlers wrote, in their order within each lane, lane by lane. */
  List<String> effects() throws SQLException {
    return postgres.texts(sql("SELECT text FROM twinbox.effect ORDER BY lane, no"));
  }

  long number(String query) throws SQLException {
    return postgres.number(sql(query));
  }

  void execute(String statement) throws SQLException {
    postgres.execute(sql(statement));
  }

  String sql(String statement) {
    return statement.replace("twinbox.", schema + ".");
  }

  /** The texts of {@link #arrivals}, in the order of {@link #effects}. */
  static List<String> inOrder(int count, int lanes) {
    List<String> texts = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      for (int i = lane; i < count; i += lanes) {
        texts.add(Integer.toString(i));
      }
    }
    return texts;
  }
}
