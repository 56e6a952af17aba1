package io.twinbox.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.f4b6a3.uuid.UuidCreator;
import io.twinbox.AfterDeath;
import io.twinbox.RecordFault;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the parts of the contract have in common: one fresh inbox and short words for its use. */
interface InboxContract {
  String PAYMENTS = "payments";
  Partition ORDERS = new Partition("orders", 0);
  Duration LEASE = Duration.ofMinutes(1);
  ChunkLimits MANY = new ChunkLimits(1_000, 1 << 20);

  /** The inbox of the running test. */
  InboxStoreHarness inbox();

  default InboxStore store() {
    return inbox().store();
  }

  // Making arrivals ------------------------------------------------------------------------------

  /** A UUIDv7 of this moment. */
  default UUID freshId() {
    return idOf(inbox().now());
  }

  default UUID idOf(Instant time) {
    UUID random = UuidCreator.getTimeOrderedEpoch();
    long most = (time.toEpochMilli() << 16) | (random.getMostSignificantBits() & 0xFFFF);
    return new UUID(most, random.getLeastSignificantBits());
  }

  /** A record of lane {@code lane}, null = of none, with a fresh id. */
  default Arrival arrival(@Nullable Long lane, long offset, String text) {
    return arrival(MessageId.of(freshId()), lane, offset, text);
  }

  default Arrival arrival(MessageId id, @Nullable Long lane, long offset, String text) {
    return arrival(id, inbox().now(), lane, offset, text);
  }

  default Arrival arrival(
      MessageId id, Instant timestamp, @Nullable Long lane, long offset, String text) {
    byte[] key = lane == null ? null : ("k" + lane).getBytes(UTF_8);
    List<RecordHeader> headers =
        List.of(
            new RecordHeader("h", text.getBytes(UTF_8)),
            new RecordHeader("h", null),
            new RecordHeader("binary", new byte[] {0, -1, 7}));
    InboxRecord record =
        new InboxRecord(
            ORDERS,
            offset,
            timestamp,
            key,
            text.getBytes(UTF_8),
            headers,
            id,
            "OrderCreated",
            "text/plain",
            timestamp,
            null);
    return new Arrival(record, text.hashCode(), lane);
  }

  // Using the store ------------------------------------------------------------------------------

  /** Claims in a transaction of its own that commits. */
  default List<Standing> claim(Arrival... arrivals) {
    return inbox()
        .transactions()
        .run(
            tx -> {
              Claimed claimed = store().claim(tx, PAYMENTS, Arrays.asList(arrivals));
              store().release(tx, claimed.guard());
              return claimed.standings();
            });
  }

  /** Claims and stores in a transaction that commits. */
  default void storeAs(Fate fate, Arrival... arrivals) {
    inbox()
        .transactions()
        .run(
            tx -> {
              Claimed claimed = store().claim(tx, PAYMENTS, Arrays.asList(arrivals));
              store().store(tx, PAYMENTS, asides(fate, arrivals));
              return store().release(tx, claimed.guard());
            });
  }

  default List<SetAside> asides(Fate fate, Arrival... arrivals) {
    return Arrays.stream(arrivals).map(it -> new SetAside(it, fate)).toList();
  }

  default Fate parked(Duration backoff) {
    return new Fate.Parked(1, backoff, failure());
  }

  default Fate dead(AfterDeath lane) {
    return new Fate.Dead(1, failure(), lane);
  }

  default Failure failure() {
    return new Failure(RecordFault.HANDLER_FAILED, "it failed", "at some.Place");
  }

  /** Takes what every bucket gives, in one transaction that is rolled back. */
  default List<String> takeable() {
    Connection tx = inbox().begin();
    try {
      return java.util.stream.IntStream.range(0, InboxStore.BUCKETS)
          .boxed()
          .flatMap(bucket -> store().take(tx, PAYMENTS, bucket, MANY).records().stream())
          .map(InboxContract::text)
          .toList();
    } finally {
      rollback(tx);
    }
  }

  /** The bucket that has something to take. */
  default int bucket() {
    return Long.numberOfTrailingZeros(store().waiting(PAYMENTS).buckets());
  }

  default boolean settle(Ticket ticket, Fate fate) {
    return inbox().transactions().run(tx -> store().settle(tx, PAYMENTS, ticket, fate));
  }

  /** Locks, completes and commits; the texts of what was locked. */
  default List<String> finish(List<StoredRecord> claimed) {
    return inbox()
        .transactions()
        .run(
            tx -> {
              Taken taken =
                  store().lock(tx, PAYMENTS, claimed.stream().map(StoredRecord::ticket).toList());
              store()
                  .complete(tx, PAYMENTS, taken.records().stream().map(StoredRecord::seq).toList());
              store().release(tx, taken.guard());
              return texts(taken.records());
            });
  }

  static List<String> texts(List<StoredRecord> records) {
    return records.stream().map(InboxContract::text).toList();
  }

  static String text(StoredRecord stored) {
    byte[] value = stored.record().value();
    return value == null ? "(tombstone)" : new String(value, UTF_8);
  }

  static void commit(Connection tx) throws SQLException {
    tx.commit();
    tx.close();
  }

  static void rollback(Connection tx) {
    try {
      tx.rollback();
      tx.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
