package io.twinbox.jdbc;

import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A fresh database with the schema {@code twinbox} installed, on one PostgreSQL. */
final class PostgresFixture implements AutoCloseable {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final EmbeddedPostgres server;
  private final String database;

  private PostgresFixture(EmbeddedPostgres server, String database) {
    this.server = server;
    this.database = database;
  }

  static PostgresFixture open(PostgresVersion version) {
    EmbeddedPostgres server = EmbeddedPostgres.shared(version);
    String database = "test_" + NUMBER.incrementAndGet();
    server.createDatabase(database);
    PostgresFixture fixture = new PostgresFixture(server, database);
    Schema.named(Schema.DEFAULT_NAME).install(fixture.dataSource());
    return fixture;
  }

  /** Installs another schema, empty and with its own sequence; returns its name. */
  String newSchema() {
    String name = "twinbox_" + NUMBER.incrementAndGet();
    Schema.named(name).install(dataSource());
    return name;
  }

  /** A number nobody else in this JVM gets: for names of roles, which all databases share. */
  static int number() {
    return NUMBER.incrementAndGet();
  }

  /** The superuser's, unpooled. */
  DataSource dataSource() {
    return dataSourceOf(EmbeddedPostgres.SUPERUSER);
  }

  /** Unpooled. */
  DataSource dataSourceOf(String role) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(server.url(role, database));
    return dataSource;
  }

  String url() {
    return server.url(database);
  }

  /** A connection of the superuser in auto-commit mode, to be closed by the caller. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(url());
  }

  /** A connection of the superuser with a transaction begun, to be closed by the caller. */
  Connection begin() throws SQLException {
    Connection connection = connect();
    connection.setAutoCommit(false);
    return connection;
  }

  /** Runs each statement in a transaction of its own, as the superuser. */
  void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The first column of each row, as text. */
  List<String> texts(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  /** The number a query gives. */
  long number(String query) throws SQLException {
    return Long.parseLong(texts(query).get(0));
  }

  @Override
  public void close() {
    server.dropDatabase(database);
  }

  @Override
  public String toString() {
    return "PostgreSQL " + server.version().major();
  }
}
