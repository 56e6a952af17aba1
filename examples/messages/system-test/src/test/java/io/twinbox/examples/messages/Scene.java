package io.twinbox.examples.messages;

import static org.awaitility.Awaitility.await;

import io.twinbox.devservices.EmbeddedProgram;
import io.twinbox.launcher.ClassPaths;
import io.twinbox.launcher.Examples;
import io.twinbox.launcher.Launcher;
import io.twinbox.launcher.Ports;
import io.twinbox.launcher.RunningExample;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The example as it runs: one for all tests of this JVM, which ends it. */
final class Scene {
  static final String PRODUCER = "producer-api";
  static final String CONSUMER = "consumer-service";
  static final String TOPIC = "messages";
  private static final String DATABASE = "messages";

  private static final String WAITING =
      "SELECT count(*) FROM pg_locks WHERE relation = '%s'::regclass AND NOT granted";

  private static final Scene SHARED = new Scene(start());

  private final RunningExample running;
  private final Http producer;
  private final Http consumer;

  private Scene(RunningExample running) {
    this.running = running;
    this.producer = new Http(running.url(PRODUCER));
    this.consumer = new Http(running.url(CONSUMER));
  }

  static Scene shared() {
    return SHARED;
  }

  private static RunningExample start() {
    Path root = Path.of("..", "..", "..").toAbsolutePath().normalize();
    return new Launcher(Examples.find("messages").orElseThrow(), ClassPaths.built(root, "target"))
        .ports(Ports.FREE)
        .start();
  }

  RunningExample running() {
    return running;
  }

  Http producer() {
    return producer;
  }

  Http consumer() {
    return consumer;
  }

  EmbeddedProgram application(String name) {
    return running.application(name);
  }

  /** The first column of all rows. */
  List<Long> numbers(String sql) {
    try (Connection connection = DriverManager.getConnection(running.jdbcUrl(DATABASE));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<Long> numbers = new ArrayList<>();
      while (row.next()) {
        numbers.add(row.getLong(1));
      }
      return numbers;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  long number(String sql) {
    return numbers(sql).get(0);
  }

  /**
   * Does something while somebody waits in the middle of a transaction, for a table that is locked.
   */
  void whileSomebodyWaitsFor(String table, Runnable action) {
    try (Connection connection = DriverManager.getConnection(running.jdbcUrl(DATABASE));
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE " + table);
      await().until(() -> number(WAITING.formatted(table)) > 0);
      action.run();
      connection.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException(table, e);
    }
  }

  void execute(String sql) {
    try (Connection connection = DriverManager.getConnection(running.jdbcUrl(DATABASE));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
