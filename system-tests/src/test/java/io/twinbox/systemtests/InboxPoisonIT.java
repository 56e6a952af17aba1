package io.twinbox.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.Codec;
import io.twinbox.RetryPolicy;
import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.inbox.InboxConsumer;
import io.twinbox.inbox.InboxContext;
import io.twinbox.inbox.InboxMode;
import io.twinbox.inbox.InboxOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Records and handlers of every bad kind, each between two good records of its key: the bad one
 * ends where it should, all others are handled, and every key keeps its order.
 */
class InboxPoisonIT {
  private static final int ATTEMPTS = 2;

  /** Twice this is how long the handler that hangs holds up all others. */
  private static final Duration TIME_LIMIT = Duration.ofSeconds(2);

  private static final byte[] UNDECODABLE = {(byte) 0xC3, 0x28, 0};
  private static final int MEGABYTE = 1_000_000;

  /** What is wrong, and where it ends: fault and attempts of the dead letter; null = handled. */
  private enum Poison {
    UNDECODABLE("UNDECODABLE 0"),
    NO_VALUE("NO_VALUE 0"),
    NO_KEY(null),
    HUGE_HEADER(null),
    HUGE_HEADER_AND_THROWS("HANDLER_FAILED 2"),
    UNKNOWN_TYPE("UNKNOWN_TYPE 0"),
    CLASS_AS_TYPE("UNKNOWN_TYPE 0"),
    CLASS_IN_HEADERS(null),
    SAME_ID_OTHER_PAYLOAD("CONFLICT 0"),
    THROWS("HANDLER_FAILED 2"),
    THROWS_ERROR("HANDLER_FAILED 2"),
    HANGS("HANDLER_FAILED 2"),
    COMMITS("TRANSACTION_BROKEN 2"),
    COMMITS_AND_SWALLOWS("TRANSACTION_BROKEN 2"),
    COMMITS_BY_SQL("TRANSACTION_BROKEN 2"),
    ROLLS_BACK_BY_SQL("TRANSACTION_BROKEN 2"),
    SETS_ALL_CONSTRAINTS("TRANSACTION_BROKEN 2"),
    SWALLOWS_AN_SQL_ERROR("TRANSACTION_BROKEN 2");

    private final @Nullable String end;

    Poison(@Nullable String end) {
      this.end = end;
    }

    /** The key of the three records; that without a key has its own word. */
    String key() {
      return this == NO_KEY ? InboxScene.NO_KEY : name();
    }
  }

  @Test
  void eachEndsWhereItShouldAndTheOthersAreHandled() throws Exception {
    try (Side inline = new Side(InboxMode.INLINE);
        Side storeFirst = new Side(InboxMode.STORE_FIRST)) {
      inline.sendAll();
      storeFirst.sendAll();
      inline.assertEnds();
      storeFirst.assertEnds();
    }
    assertThat(System.getProperty("twinbox.trap")).as("a class from a header was loaded").isNull();
  }

  /** One mode, with a database and a topic of its own. */
  private static final class Side implements AutoCloseable {
    private final InboxMode mode;
    private final InboxScene scene;
    private final InboxConsumer consumer;

    Side(InboxMode mode) throws Exception {
      this.mode = mode;
      this.scene =
          new InboxScene(EmbeddedPostgres.shared(PostgresVersion.V18), EmbeddedKafka.shared());
      this.consumer =
          scene
              .builder(options(mode))
              .source(scene.source(Map.of()))
              .on("Number", Digits.CODEC, Side::handle)
              .build()
              .start();
    }

    private static InboxOptions options(InboxMode mode) {
      RetryPolicy retry =
          RetryPolicy.DEFAULT
              .withMaxAttempts(ATTEMPTS)
              .withBackoff(Duration.ofMillis(50), Duration.ofMillis(100));
      return InboxOptions.builder().mode(mode).retry(retry).handlerTimeLimit(TIME_LIMIT).build();
    }

    private void send(Poison poison) throws Exception {
      String key = poison == Poison.NO_KEY ? null : poison.key();
      Map<String, String> headers = headers();
      scene.send(key, "1".getBytes(UTF_8), headers);
      Map<String, String> bad = poison == Poison.SAME_ID_OTHER_PAYLOAD ? headers : headers();
      bad.put("poison", poison.name());
      scene.send(key, spoil(poison, bad), bad);
      scene.send(key, "3".getBytes(UTF_8), headers());
    }

    private static Map<String, String> headers() {
      Map<String, String> headers = new HashMap<>();
      headers.put("ce_id", UUID.randomUUID().toString());
      headers.put("ce_source", "urn:test");
      headers.put("ce_type", "Number");
      return headers;
    }

    private static byte @Nullable [] spoil(Poison poison, Map<String, String> headers) {
      String trap = InboxPoisonIT.class.getPackageName() + ".Trap";
      switch (poison) {
        case UNKNOWN_TYPE -> headers.put("ce_type", "Unheard");
        case CLASS_AS_TYPE -> headers.put("ce_type", trap);
        case CLASS_IN_HEADERS -> {
          headers.put("__TypeId__", trap);
          headers.put("__KeyTypeId__", trap);
          headers.put("type", trap);
          headers.put("content-type", "application/x-java-serialized-object;class=" + trap);
        }
        case HUGE_HEADER, HUGE_HEADER_AND_THROWS -> headers.put("huge", "x".repeat(MEGABYTE));
        default -> {}
      }
      return switch (poison) {
        case UNDECODABLE -> InboxPoisonIT.UNDECODABLE;
        case NO_VALUE -> null;
        default -> "2".getBytes(UTF_8);
      };
    }

    private static void handle(Integer number, InboxContext context) throws Exception {
      InboxScene.leaveEffect(number, context);
      Optional<String> poison = context.header("poison");
      if (poison.isPresent()) {
        misbehave(Poison.valueOf(poison.get()), context.connection());
      }
    }

    private static void misbehave(Poison poison, Connection tx) throws Exception {
      switch (poison) {
        case THROWS, HUGE_HEADER_AND_THROWS -> throw new IllegalStateException("as asked");
        case THROWS_ERROR -> throw new AssertionError("as asked");
        case HANGS -> new CountDownLatch(1).await();
        case COMMITS -> tx.commit();
        case COMMITS_AND_SWALLOWS -> swallow(tx::commit);
        case COMMITS_BY_SQL -> execute(tx, "COMMIT");
        case ROLLS_BACK_BY_SQL -> execute(tx, "ROLLBACK");
        case SETS_ALL_CONSTRAINTS -> execute(tx, "SET CONSTRAINTS ALL IMMEDIATE");
        case SWALLOWS_AN_SQL_ERROR -> swallow(() -> execute(tx, "SELECT 1 / 0"));
        default -> {}
      }
    }

    private interface Step {
      void run() throws SQLException;
    }

    private static void swallow(Step step) {
      try {
        step.run();
      } catch (SQLException e) {
        assertThat(e.getSQLState()).isIn("25000", "22012");
      }
    }

    private static void execute(Connection tx, String sql) throws SQLException {
      try (Statement statement = tx.createStatement()) {
        statement.execute(sql);
      }
    }

    /**
     * What rolls back behind our back leaves those behind it in a transaction without a guard,
     * until it is found out: in a chunk with a handler that commits by SQL they would not be safe.
     * So it comes alone.
     */
    void sendAll() throws Exception {
      send(Poison.ROLLS_BACK_BY_SQL);
      await().atMost(Scene.PATIENCE).until(() -> scene.texts(SET_ASIDE).size() == 1);
      for (Poison poison : Poison.values()) {
        if (poison != Poison.ROLLS_BACK_BY_SQL) {
          send(poison);
        }
      }
    }

    void assertEnds() throws SQLException {
      List<String> dead = new ArrayList<>();
      List<String> handled = new ArrayList<>();
      for (Poison poison : Poison.values()) {
        if (poison.end != null) {
          dead.add(poison + " " + poison.end);
        }
        handled.add(poison.key() + (poison.end == null ? " 1 2 3" : " 1 3"));
      }
      await()
          .atMost(Scene.PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(scene.texts(HANDLED)).containsExactlyInAnyOrderElementsOf(handled);
                assertThat(scene.texts(SET_ASIDE)).containsExactlyInAnyOrderElementsOf(dead);
              });
      assertThat(scene.texts(KEPT)).as("%s", mode).containsExactly("c32800 1000000");
      await().atMost(Scene.PATIENCE).until(() -> scene.lag() == 0);
      assertThat(consumer.status().dead()).isEqualTo(dead.size());
    }

    @Override
    public void close() {
      consumer.close();
      scene.close();
    }
  }

  /**
   * Each key with its effects, in the order in which they came; none has an order without a key.
   */
  private static final String HANDLED =
      """
      SELECT key || ' ' || string_agg(number::text, ' ' ORDER BY CASE WHEN key <> 'none' THEN no END, number)
      FROM effect GROUP BY key
      """;

  private static final String SET_ASIDE =
      """
      SELECT concat_ws(' ', convert_from(key, 'UTF8'), fault, attempts, nullif(state, 'DEAD'))
      FROM twinbox.inbox_record
      """;

  /** The bytes that nobody could read, and the huge header of a dead letter. */
  private static final String KEPT =
      """
      SELECT encode(u.payload, 'hex') || ' ' ||
             (SELECT length(h.value ->> 1) FROM jsonb_array_elements(t.headers) h WHERE h.value ->> 0 = 'huge')
      FROM twinbox.inbox_record u, twinbox.inbox_record t
      WHERE u.fault = 'UNDECODABLE' AND convert_from(t.key, 'UTF8') = 'HUGE_HEADER_AND_THROWS'
      """;

  /** Whole numbers as digits. */
  private enum Digits implements Codec<Integer> {
    CODEC;

    @Override
    public byte[] encode(Integer value) {
      return value.toString().getBytes(UTF_8);
    }

    @Override
    public Integer decode(byte[] bytes) {
      return Integer.valueOf(new String(bytes, UTF_8));
    }

    @Override
    public String contentType() {
      return "text/plain";
    }
  }
}
