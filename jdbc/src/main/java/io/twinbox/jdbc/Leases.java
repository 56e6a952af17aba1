package io.twinbox.jdbc;

import io.twinbox.spi.Heartbeat;
import io.twinbox.spi.Lease;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.Renewal;
import io.twinbox.spi.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The lease: a row per relay, judged by the database's clock only. */
final class Leases {
  /**
   * One statement for a free, an expired, an own and a seized lease. The epoch also exceeds every
   * epoch of the journal, should the relay's row have been lost.
   */
  private static final String ACQUIRE =
      """
      INSERT INTO twinbox.relay AS r (name, channel, owner, epoch, expires_at, renewed_at, version)
      VALUES (?, ?, ?, 1 + coalesce((SELECT epoch FROM twinbox.relay_journal
                                     WHERE relay = ? ORDER BY no DESC LIMIT 1), 0),
              clock_timestamp() + ? * interval '1 millisecond', clock_timestamp(), ?)
      ON CONFLICT (name) DO UPDATE
      SET owner = EXCLUDED.owner, epoch = greatest(r.epoch + 1, EXCLUDED.epoch),
          expires_at = EXCLUDED.expires_at, renewed_at = EXCLUDED.renewed_at,
          version = EXCLUDED.version
      WHERE r.channel = EXCLUDED.channel
        AND (? OR r.owner IS NULL OR r.owner = EXCLUDED.owner OR r.expires_at <= clock_timestamp())
      RETURNING epoch
      """;

  private static final String CHANNEL = "SELECT channel FROM twinbox.relay WHERE name = ?";

  private static final String RENEW =
      """
      UPDATE twinbox.relay
      SET expires_at = clock_timestamp() + ? * interval '1 millisecond',
          renewed_at = clock_timestamp(),
          last_error = coalesce(?, last_error),
          failing_since = CASE WHEN ?::text IS NULL THEN NULL
                               ELSE coalesce(failing_since, clock_timestamp()) END,
          tries = ?
      WHERE name = ? AND owner = ? AND epoch = ?
      RETURNING paused, handover_epoch = epoch AS handed_over
      """;

  private static final String PAUSED_TOPICS =
      "SELECT topic FROM twinbox.relay_paused_topic WHERE relay = ?";

  private static final String RELEASE =
      """
      UPDATE twinbox.relay SET owner = NULL, expires_at = clock_timestamp()
      WHERE name = ? AND owner = ? AND epoch = ?
      """;

  private final Database database;
  private final String version;

  Leases(Database database, String version) {
    this.database = database;
    this.version = version;
  }

  Optional<Lease> acquire(RelayId relay, String owner, Duration timeToLive, boolean seize) {
    return database.call(
        "acquiring the lease of relay " + relay.name(),
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(database.sql(ACQUIRE))) {
            statement.setString(1, relay.name());
            statement.setString(2, relay.channel());
            statement.setString(3, owner);
            statement.setString(4, relay.name());
            statement.setLong(5, timeToLive.toMillis());
            statement.setString(6, version);
            statement.setBoolean(7, seize);
            try (ResultSet row = statement.executeQuery()) {
              if (row.next()) {
                return Optional.of(new Lease(owner, row.getLong(1)));
              }
            }
          }
          requireChannel(connection, relay);
          return Optional.empty();
        });
  }

  private void requireChannel(Connection connection, RelayId relay) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(database.sql(CHANNEL))) {
      query.setString(1, relay.name());
      try (ResultSet row = query.executeQuery()) {
        if (row.next() && !relay.channel().equals(row.getString(1))) {
          throw new StoreException(
              "relay "
                  + relay.name()
                  + " serves channel "
                  + row.getString(1)
                  + ", not "
                  + relay.channel()
                  + ": give the relay of another channel another name",
              null);
        }
      }
    }
  }

  Renewal renew(RelayId relay, Lease lease, Duration timeToLive, Heartbeat heartbeat) {
    return database.call(
        "renewing the lease of relay " + relay.name(),
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(database.sql(RENEW))) {
            statement.setLong(1, timeToLive.toMillis());
            String error = DbText.clean(heartbeat.error());
            statement.setString(2, error);
            statement.setString(3, error);
            statement.setInt(4, heartbeat.tries());
            statement.setString(5, relay.name());
            statement.setString(6, lease.owner());
            statement.setLong(7, lease.epoch());
            try (ResultSet row = statement.executeQuery()) {
              if (!row.next()) {
                return Renewal.LOST;
              }
              if (row.getBoolean(2)) {
                return Renewal.HANDOVER;
              }
              return row.getBoolean(1) ? Renewal.PAUSED : Renewal.HELD;
            }
          }
        });
  }

  Set<String> pausedTopics(RelayId relay) {
    return database.call(
        "asking for paused topics of relay " + relay.name(),
        connection -> {
          try (PreparedStatement query = connection.prepareStatement(database.sql(PAUSED_TOPICS))) {
            query.setString(1, relay.name());
            Set<String> topics = new HashSet<>();
            try (ResultSet rows = query.executeQuery()) {
              while (rows.next()) {
                topics.add(Objects.requireNonNull(rows.getString(1)));
              }
            }
            return topics;
          }
        });
  }

  void release(RelayId relay, Lease lease) {
    database.call(
        "releasing the lease of relay " + relay.name(),
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(database.sql(RELEASE))) {
            statement.setString(1, relay.name());
            statement.setString(2, lease.owner());
            statement.setLong(3, lease.epoch());
            return statement.executeUpdate();
          }
        });
  }
}
