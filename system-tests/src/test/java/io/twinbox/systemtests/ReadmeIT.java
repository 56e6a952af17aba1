package io.twinbox.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.jdbc.Schema;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's lines of Java, compiled as they stand there and run from the order to the payment.
 */
@Timeout(180)
class ReadmeIT {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final String ADDRESS = "localhost:9092";

  /** What the lines take for granted: the reader's own business. */
  private static final String FRAME =
      """
      package readme;
      import java.sql.*;
      import javax.sql.DataSource;
      %s
      public class Readme {
        public record OrderPlaced(String customer, int amount) {}
        record Order(String customer, int amount) {
          String json() { return "{\\"customer\\":\\"" + customer + "\\",\\"amount\\":" + amount + "}"; }
        }
        static void placeOrder(Connection tx, Order order) throws SQLException {
          insert(tx, "orders", order.customer(), order.amount());
        }
        static void pay(Connection tx, OrderPlaced event) throws SQLException {
          insert(tx, "payments", event.customer(), event.amount());
        }
        static void insert(Connection tx, String table, String customer, int amount) throws SQLException {
          try (PreparedStatement insert = tx.prepareStatement("INSERT INTO " + table + " VALUES (?, ?)")) {
            insert.setString(1, customer);
            insert.setInt(2, amount);
            insert.executeUpdate();
          }
        }
        public static AutoCloseable[] run(DataSource dataSource) throws Exception {
          Order order = new Order("ana", 42);
          %s
          try (Connection tx = dataSource.getConnection()) {
            tx.setAutoCommit(false);
            outbox.append(tx, orders, new OrderPlaced("bob", 7));
            tx.commit();
          }
          return new AutoCloseable[] {payments, relay};
        }
      }
      """;

  @TempDir Path directory;

  @Test
  void theLinesOfTheReadmeRun() throws Exception {
    EmbeddedPostgres postgres = EmbeddedPostgres.shared(PostgresVersion.V18);
    EmbeddedKafka kafka = EmbeddedKafka.shared();
    kafka.createTopic("order-events", 1, Map.of());
    try (HikariDataSource pool = Scene.pool(postgres.createDatabase(), 8)) {
      Schema.named(Schema.DEFAULT_NAME).install(pool);
      execute(pool, "CREATE TABLE orders (customer text, amount int)");
      execute(pool, "CREATE TABLE payments (customer text, amount int)");
      AutoCloseable[] running = run(compiled(source(kafka.bootstrapServers())), pool);
      try {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> paid(pool).equals(List.of("ana 42", "bob 7")));
      } finally {
        for (AutoCloseable part : running) {
          part.close();
        }
      }
    }
  }

  private static String source(String bootstrapServers) throws Exception {
    String readme = Files.readString(Repository.root().resolve("README.md"));
    assertThat(readme).contains(ADDRESS);
    Map<Boolean, List<String>> blocks =
        JAVA.matcher(readme)
            .results()
            .map((MatchResult block) -> block.group(1))
            .collect(Collectors.partitioningBy(block -> block.startsWith("import ")));
    String lines = String.join("\n", blocks.get(false)).replace(ADDRESS, bootstrapServers);
    return FRAME.formatted(String.join("\n", blocks.get(true)), lines);
  }

  private Class<?> compiled(String source) throws Exception {
    Path file = directory.resolve("Readme.java");
    Files.writeString(file, source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String classPath = System.getProperty("java.class.path");
    String[] arguments = {
      "-proc:none", "-cp", classPath, "-d", directory.toString(), file.toString()
    };
    assertThat(compiler.run(null, null, null, arguments)).as(source).isZero();
    URL[] urls = {directory.toUri().toURL()};
    URLClassLoader loader = new URLClassLoader(urls, ReadmeIT.class.getClassLoader());
    return loader.loadClass("readme.Readme");
  }

  private static AutoCloseable[] run(Class<?> readme, DataSource dataSource) throws Exception {
    Object running = readme.getMethod("run", DataSource.class).invoke(null, dataSource);
    return (AutoCloseable[]) running;
  }

  private static void execute(DataSource dataSource, String sql) throws Exception {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> paid(DataSource dataSource) throws Exception {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT string_agg(customer || ' ' || amount, ',' ORDER BY customer) FROM payments
                """)) {
      rows.next();
      String all = rows.getString(1);
      return all == null ? List.of() : List.of(all.split(",", -1));
    }
  }
}
