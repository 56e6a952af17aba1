package io.twinbox.jdbc;

import io.twinbox.spi.Arrival;
import io.twinbox.spi.Backlog;
import io.twinbox.spi.ChunkLimits;
import io.twinbox.spi.Claimed;
import io.twinbox.spi.DatabaseFault;
import io.twinbox.spi.Fate;
import io.twinbox.spi.Guard;
import io.twinbox.spi.InboxHeartbeat;
import io.twinbox.spi.InboxOrder;
import io.twinbox.spi.InboxPurged;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.Marker;
import io.twinbox.spi.Partition;
import io.twinbox.spi.Release;
import io.twinbox.spi.SetAside;
import io.twinbox.spi.StoredRecord;
import io.twinbox.spi.Taken;
import io.twinbox.spi.Ticket;
import io.twinbox.spi.Waiting;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;

/**
 * The inbox store on PostgreSQL 14 or later. Thread-safe.
 *
 * <p>What is not part of a handler's transaction takes a connection from the data source for each
 * call and holds none in between, so give it a pool. Needs no session state: it works through a
 * pooler in transaction mode. Must be connected to the primary, and to the database the handlers
 * write to.
 */
public final class JdbcInboxStore implements InboxStore {
  /** Longest silence of the server within one call. */
  public static final Duration DEFAULT_TIMEOUT = DatabaseSettings.DEFAULT_TIMEOUT;

  private final Database database;
  private final Consumers consumers;
  private final Ledger ledger;
  private final Buckets buckets;
  private final CountedRecords counted;
  private final StoredWork work;
  private final Markers markers;
  private final InboxNodes nodes;
  private final InboxPurge purge;

  private JdbcInboxStore(Builder builder) {
    this.database = builder.settings.database();
    this.consumers = new Consumers(database);
    this.ledger = new Ledger(database, consumers);
    this.buckets = new Buckets(database);
    HeldLanes lanes = new HeldLanes(database);
    this.counted = new CountedRecords(database, lanes);
    this.work = new StoredWork(database, lanes);
    this.markers = new Markers(database);
    String version = JdbcInboxStore.class.getPackage().getImplementationVersion();
    this.nodes = new InboxNodes(database, version == null ? "development" : version);
    this.purge = new InboxPurge(database);
  }

  /** Starts a store with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public void register(String consumer) {
    consumers.register(consumer);
  }

  @Override
  public Claimed claim(Connection tx, String consumer, List<Arrival> arrivals) {
    return ask(
        tx,
        "claiming " + arrivals.size() + " records",
        consumer,
        id -> ledger.claim(tx, consumer, id, arrivals));
  }

  @Override
  public List<SetAside> store(Connection tx, String consumer, List<SetAside> records) {
    return records.isEmpty()
        ? records
        : ask(
            tx,
            "storing " + records.size() + " records",
            consumer,
            id -> RecordInsert.run(database, tx, id, records));
  }

  @Override
  public Taken take(Connection tx, String consumer, int bucket, ChunkLimits limits) {
    return ask(
        tx, "taking from bucket " + bucket, consumer, id -> buckets.take(tx, id, bucket, limits));
  }

  @Override
  public Taken lock(Connection tx, String consumer, List<Ticket> tickets) {
    return ask(
        tx,
        "locking " + tickets.size() + " records",
        consumer,
        id -> counted.lock(tx, id, tickets));
  }

  @Override
  public void complete(Connection tx, String consumer, List<Long> seqs) {
    if (!seqs.isEmpty()) {
      act(
          tx,
          "completing " + seqs.size() + " records",
          consumer,
          id -> counted.complete(tx, id, seqs));
    }
  }

  @Override
  public boolean settle(Connection tx, String consumer, Ticket ticket, Fate fate) {
    return ask(
        tx,
        "settling record " + ticket.seq(),
        consumer,
        id -> counted.settle(tx, id, ticket, fate));
  }

  @Override
  public void unmark(Connection tx, String consumer, Collection<Partition> partitions) {
    if (!partitions.isEmpty()) {
      act(tx, "removing markers", consumer, id -> markers.remove(tx, id, partitions));
    }
  }

  @Override
  public Release release(Connection tx, Guard guard) {
    return Database.within(
        tx, "releasing the guard", connection -> Guards.release(database, connection, guard));
  }

  @Override
  public Waiting waiting(String consumer) {
    return database.call(
        "looking for stored work of consumer " + consumer,
        connection -> work.waiting(connection, consumers.id(connection, consumer)));
  }

  @Override
  public List<StoredRecord> claimDue(String consumer, Duration lease, ChunkLimits limits) {
    return database.call(
        "claiming due records of consumer " + consumer,
        connection ->
            counted.claimDue(connection, consumers.id(connection, consumer), lease, limits));
  }

  @Override
  public List<StoredRecord> claimBucket(
      String consumer, int bucket, Duration lease, ChunkLimits limits) {
    return database.transact(
        "claiming bucket " + bucket + " of consumer " + consumer,
        connection ->
            buckets.count(connection, consumers.id(connection, consumer), bucket, lease, limits));
  }

  @Override
  public void putBack(String consumer, List<Ticket> tickets) {
    if (!tickets.isEmpty()) {
      database.transact(
          "putting back " + tickets.size() + " records of consumer " + consumer,
          connection -> {
            counted.putBack(connection, consumers.id(connection, consumer), tickets);
            return true;
          });
    }
  }

  @Override
  public List<Marker> markers(String consumer, Collection<Partition> partitions) {
    return database.call(
        "reading markers of consumer " + consumer,
        connection -> markers.find(connection, consumers.id(connection, consumer), partitions));
  }

  @Override
  public void mark(String consumer, List<Marker> marks) {
    database.call(
        "writing markers of consumer " + consumer,
        connection -> {
          markers.write(connection, consumers.id(connection, consumer), marks);
          return true;
        });
  }

  @Override
  public void putBackMarks(String consumer, List<Marker> marks) {
    database.call(
        "putting back markers of consumer " + consumer,
        connection -> {
          markers.putBack(connection, consumers.id(connection, consumer), marks);
          return true;
        });
  }

  @Override
  public InboxOrder report(String consumer, InboxHeartbeat heartbeat) {
    return database.call(
        "telling how consumer " + consumer + " stands",
        connection -> nodes.report(connection, consumers.id(connection, consumer), heartbeat));
  }

  @Override
  public Backlog backlog(String consumer) {
    return database.call(
        "counting what is stored of consumer " + consumer,
        connection -> work.backlog(connection, consumers.id(connection, consumer)));
  }

  @Override
  public InboxPurged purge() {
    return purge.run();
  }

  @Override
  public DatabaseFault faultOf(Throwable error) {
    DatabaseFault fault = DatabaseFaults.of(error);
    if (fault == DatabaseFault.UNAVAILABLE) {
      // What answers next may be another server, and have forgotten what was committed last.
      consumers.forget();
    }
    return fault;
  }

  /** Closes nothing: the data source is the application's. */
  @Override
  public void close() {}

  private <T> T ask(Connection tx, String doing, String consumer, Asking<T> asking) {
    return Database.within(
        tx,
        doing + " of consumer " + consumer,
        connection -> asking.ask(consumers.id(connection, consumer)));
  }

  private void act(Connection tx, String doing, String consumer, Acting work) {
    Database.within(
        tx,
        doing + " of consumer " + consumer,
        connection -> {
          work.run(consumers.id(connection, consumer));
          return true;
        });
  }

  private interface Asking<T> {
    T ask(short consumer) throws SQLException;
  }

  private interface Acting {
    void run(short consumer) throws SQLException;
  }

  /** Builds a store; not thread-safe. */
  public static final class Builder {
    private final DatabaseSettings settings = new DatabaseSettings();

    private Builder() {}

    /** The database, by way of a pool. Required. */
    public Builder dataSource(DataSource dataSource) {
      settings.dataSource(dataSource);
      return this;
    }

    /** The schema's name, {@code [a-z_][a-z0-9_]{0,62}}; default {@code twinbox}. */
    public Builder schema(String schema) {
      settings.schema(schema);
      return this;
    }

    /**
     * Longest silence of the server within one call that is not part of a handler's transaction;
     * default {@link #DEFAULT_TIMEOUT}.
     */
    public Builder timeout(Duration timeout) {
      settings.timeout(timeout);
      return this;
    }

    /** Builds the store; opens nothing yet. */
    public JdbcInboxStore build() {
      return new JdbcInboxStore(this);
    }
  }
}
