package io.twinbox.jdbc;

import io.twinbox.spi.Batch;
import io.twinbox.spi.Heartbeat;
import io.twinbox.spi.JournalHead;
import io.twinbox.spi.JournalRow;
import io.twinbox.spi.Lane;
import io.twinbox.spi.Lease;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.ParkedEntry;
import io.twinbox.spi.Purged;
import io.twinbox.spi.ReadLimits;
import io.twinbox.spi.Reading;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.Renewal;
import io.twinbox.spi.RowKind;
import io.twinbox.spi.Settlement;
import io.twinbox.spi.Takeover;
import io.twinbox.spi.Window;
import io.twinbox.spi.Written;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The outbox store on PostgreSQL 14 or later. Thread-safe.
 *
 * <p>Takes a connection from the data source for each call and holds none in between, so give it a
 * pool; two connections are enough for one relay. Needs no session state: it works through a pooler
 * in transaction mode. Must be connected to the primary: what gets elsewhere fails. Works in READ
 * COMMITTED, whatever the sessions' default.
 */
public final class JdbcOutboxStore implements OutboxStore {
  /** Longest silence of the server within one call. */
  public static final Duration DEFAULT_TIMEOUT = DatabaseSettings.DEFAULT_TIMEOUT;

  private final Database database;
  private final Leases leases;
  private final LogReader log;
  private final Journal journal;
  private final ParkedEntries parked;
  private final Takeovers takeovers;
  private final Purge purge;

  private JdbcOutboxStore(Builder builder) {
    this.database = builder.settings.database();
    String version = JdbcOutboxStore.class.getPackage().getImplementationVersion();
    this.leases = new Leases(database, version == null ? "development" : version);
    this.log = new LogReader(database);
    this.journal = new Journal(database);
    this.parked = new ParkedEntries(database);
    this.takeovers = new Takeovers(database, journal, parked);
    this.purge = new Purge(database);
  }

  /** Starts a store with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Optional<Lease> acquire(RelayId relay, String owner, Duration timeToLive) {
    return leases.acquire(relay, owner, timeToLive, false);
  }

  @Override
  public Lease seize(RelayId relay, String owner, Duration timeToLive) {
    return leases.acquire(relay, owner, timeToLive, true).orElseThrow();
  }

  @Override
  public Renewal renew(RelayId relay, Lease lease, Duration timeToLive, Heartbeat heartbeat) {
    return leases.renew(relay, lease, timeToLive, heartbeat);
  }

  @Override
  public Set<String> pausedTopics(RelayId relay) {
    return leases.pausedTopics(relay);
  }

  @Override
  public void release(RelayId relay, Lease lease) {
    leases.release(relay, lease);
  }

  @Override
  public Takeover takeOver(RelayId relay, Lease lease) {
    return takeovers.takeOver(relay, lease);
  }

  @Override
  public Reading read(
      RelayId relay, JournalHead head, Window after, long committedHigh, ReadLimits limits) {
    return log.read(relay, head, after, committedHigh, limits);
  }

  @Override
  public List<ParkedEntry> reread(RelayId relay, JournalHead head, Batch batch) {
    if (batch.kind() == RowKind.RETRY) {
      return parked.reread(relay, head, batch.retried());
    }
    return log.reread(relay, head, batch.window()).stream()
        .map(entry -> new ParkedEntry(entry, 0))
        .toList();
  }

  @Override
  public List<ParkedEntry> readDue(
      RelayId relay, JournalHead head, Collection<Lane> except, ReadLimits limits) {
    return parked.due(relay, head, except, limits);
  }

  @Override
  public Written write(RelayId relay, JournalHead head, JournalRow row, Settlement settlement) {
    String doing = "writing row " + (head.no() + 1) + " of the journal of relay " + relay.name();
    if (settlement.isEmpty()) {
      return database.call(
          doing, connection -> new Written(journal.append(connection, relay, head, row), Map.of()));
    }
    return database.transact(
        doing,
        connection -> {
          JournalHead next = journal.append(connection, relay, head, row);
          return new Written(next, parked.settle(connection, relay, settlement));
        });
  }

  @Override
  public Duration retention() {
    return DatabaseIdentity.retention(database);
  }

  @Override
  public Purged purge(RelayId relay) {
    parked.promoteAll(relay);
    parked.resumeLeftBehind(relay);
    return purge.run(relay);
  }

  /** Closes nothing: the data source is the application's. */
  @Override
  public void close() {}

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

    /** Longest silence of the server within one call; default {@link #DEFAULT_TIMEOUT}. */
    public Builder timeout(Duration timeout) {
      settings.timeout(timeout);
      return this;
    }

    /** Builds the store; opens nothing yet. */
    public JdbcOutboxStore build() {
      return new JdbcOutboxStore(this);
    }
  }
}
