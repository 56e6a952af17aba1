package io.twinbox.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a statement of ours cost when it was run with EXPLAIN, prepared as the driver prepares it.
 *
 * @param plan as JSON
 */
record Explained(String plan) {
  private static final Pattern HIT = Pattern.compile("\"Shared Hit Blocks\": (\\d+)");
  private static final Pattern READ = Pattern.compile("\"Shared Read Blocks\": (\\d+)");
  private static final Pattern ROWS = Pattern.compile("\"Actual Rows\": ([0-9.]+)");
  private static final Pattern SEQ_SCAN =
      Pattern.compile("\"Node Type\": \"Seq Scan\"[^{]*\"Relation Name\": \"outbox");

  /**
   * Runs a statement.
   *
   * @param mode of the plan cache: {@code force_generic_plan} or {@code force_custom_plan}
   * @param sql with question marks
   * @param types the parameters' types, as PREPARE wants them
   * @param values SQL literals
   */
  static Explained run(
      Connection connection, String mode, String sql, String types, List<String> values)
      throws SQLException {
    String text = sql;
    for (int i = 1; text.contains("?"); i++) {
      text = text.replaceFirst("\\?", "\\$" + i);
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET plan_cache_mode = " + mode);
      // As a literal the driver would take the dollars and the question marks for its own.
      statement.execute("PREPARE ours (" + types + ") AS " + text);
      String execute = "EXECUTE ours (" + String.join(", ", values) + ")";
      try (ResultSet row =
          statement.executeQuery(
              "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) " + execute)) {
        row.next();
        return new Explained(row.getString(1));
      } finally {
        statement.execute("DEALLOCATE ours");
      }
    }
  }

  /** Pages of tables and indexes touched, from cache or disk: those of the plan's root. */
  long pages() {
    return first(HIT) + first(READ);
  }

  /** Rows returned. */
  long rows() {
    return first(ROWS);
  }

  /** Whether some partition of the log was read from its beginning. */
  boolean readsAWholePartition() {
    return SEQ_SCAN.matcher(plan).find();
  }

  /** The indexes used, for a failure's message. */
  String indexes() {
    return Arrays.stream(plan.split("\n", -1))
        .filter(line -> line.contains("Index Name"))
        .map(String::strip)
        .distinct()
        .collect(Collectors.joining(" "));
  }

  private long first(Pattern pattern) {
    Matcher matcher = pattern.matcher(plan);
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " in " + plan);
    }
    return (long) Double.parseDouble(matcher.group(1));
  }
}
