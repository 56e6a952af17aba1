package io.twinbox.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.checker.Verdict;
import io.twinbox.demo.RelayNode;
import io.twinbox.demo.RelaySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relay with a small heap drains whatever has piled up. */
class BacklogIT {
  private static final String HEAP = "-Xmx128m";

  /**
   * Entries of half a kilobyte that do not compress, and the ledger of them, in one transaction.
   */
  private static final String FILL =
      """
      WITH numbered AS (
        SELECT gen_random_uuid() AS id, 'key-' || n %% 1000 AS key, n / 1000 + 1 AS counter,
               convert_to((SELECT string_agg(md5(n::text || part), '')
                           FROM generate_series(1, 15) part), 'UTF8') AS payload
        FROM generate_series(0, %1$d - 1) n
        ORDER BY n
      ), noted AS (
        INSERT INTO ledger.line (message_id, topic, key, counter, fingerprint, writer)
        SELECT id, '%2$s', key, counter,
               ('x' || encode(substr(sha256(payload), 1, 8), 'hex'))::bit(64)::bigint, 0
        FROM numbered
      )
      INSERT INTO twinbox.outbox (id, topic, key, type, payload)
      SELECT id, '%2$s', key, 'Noted', payload FROM numbered ORDER BY counter
      """;

  @Test
  void aHundredThousandDrain(@TempDir Path logs) throws Exception {
    drain(100_000, Duration.ofMinutes(2), logs);
  }

  @Test
  @Tag("soak")
  void aMillionDrain(@TempDir Path logs) throws Exception {
    drain(1_000_000, Duration.ofMinutes(10), logs);
  }

  private static void drain(int messages, Duration timeout, Path logs) throws Exception {
    try (Scene scene = Scene.onSharedServers()) {
      String topic = scene.createTopic("backlog");
      fill(scene, topic, messages);
      RelaySettings settings =
          new RelaySettings(
              scene.url(), scene.kafka().bootstrapServers(), Scene.RELAY, Duration.ofSeconds(10));
      try (RelayNode node = RelayNode.start(settings, logs.resolve("relay.log"), HEAP)) {
        await()
            .atMost(timeout)
            .pollInterval(Duration.ofSeconds(1))
            .until(() -> !node.isAlive() || drained(scene));
        assertThat(node.isAlive()).as(Files.readString(node.log())).isTrue();
        assertThat(Files.readString(node.log())).doesNotContain("OutOfMemory");
      }
      Verdict verdict = scene.verdict();
      assertThat(verdict.clean()).as(verdict.toString()).isTrue();
      assertThat(verdict.published()).isEqualTo(messages);
      assertThat(verdict.duplicates()).isZero();
    }
  }

  private static void fill(Scene scene, String topic, int messages) throws SQLException {
    try (Connection connection = scene.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(FILL.formatted(messages, topic));
    }
  }

  /** Asks the journal: the backlog would be counted anew each time. */
  private static boolean drained(Scene scene) throws SQLException {
    return scene.number(
            """
            SELECT count(*) FROM (
              SELECT confirmed, max(no) FILTER (WHERE kind = 'claim') OVER () AS claimed,
                     hi = high AS complete, kind
              FROM twinbox.relay_journal ORDER BY no DESC LIMIT 1
            ) newest
            WHERE kind = 'confirm' AND complete AND confirmed >= claimed
            """)
        == 1;
  }
}
