package io.twinbox.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes a relay when another process has appended with {@link JdbcOutbox.Builder#notifying()}. Only
 * a hint: a notification may be lost without anybody noticing, and the relay's own looks at the log
 * find what it misses.
 *
 * <p>Keeps one connection of the data source to itself, in a thread of its own, and gets another
 * when that one breaks. Needs the PostgreSQL driver, and a session: it does not work through a
 * pooler in transaction mode.
 *
 * <pre>{@code
 * try (var listener = NotificationListener.start(dataSource, "twinbox", relay::wake)) { … }
 * }</pre>
 */
public final class NotificationListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NotificationListener.class);

  /** How long one wait for a notification lasts; a close is noticed that late at the latest. */
  private static final Duration WAIT = Duration.ofSeconds(1);

  private static final Duration RECONNECT_AFTER = Duration.ofSeconds(1);

  private final DataSource dataSource;
  private final SchemaName schema;
  private final Runnable wake;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  private NotificationListener(DataSource dataSource, SchemaName schema, Runnable wake) {
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    this.schema = schema;
    this.wake = Objects.requireNonNull(wake, "wake");
    this.thread = new Thread(this::run, "twinbox-listen-" + schema.name());
    this.thread.setDaemon(true);
  }

  /**
   * Starts listening; returns at once.
   *
   * @param wake run for each arrival, by the listener's thread; must be quick
   * @throws IllegalArgumentException if the schema's name is not legal
   */
  public static NotificationListener start(DataSource dataSource, String schema, Runnable wake) {
    NotificationListener listener =
        new NotificationListener(dataSource, new SchemaName(schema), wake);
    listener.thread.start();
    return listener;
  }

  private void run() {
    try {
      while (closed.getCount() > 0) {
        try {
          listen();
        } catch (SQLException | RuntimeException e) {
          LOG.warn("Not listening for a moment schema:{} cause:{}", schema, e.getMessage());
        }
        if (closed.await(RECONNECT_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(true);
      PGConnection session = connection.unwrap(PGConnection.class);
      String channel = Identifiers.quote("schema", Notifications.channelOf(schema));
      statement.execute("LISTEN " + channel);
      // What was appended while nobody listened.
      wake.run();
      while (closed.getCount() > 0) {
        if (session.getNotifications((int) WAIT.toMillis()).length > 0) {
          wake.run();
        }
      }
      statement.execute("UNLISTEN " + channel);
    }
  }

  /** Stops listening and gives the connection back, within about a second. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(WAIT.multipliedBy(3).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
