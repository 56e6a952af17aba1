package io.twinbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.jdbc.Schema;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.postgresql.ds.PGSimpleDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator types at 3 a.m., on a database with something in it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminCommandsIT {
  private static final String FILL =
      """
      TRUNCATE twinbox.outbox, twinbox.parked, twinbox.relay, twinbox.relay_journal, twinbox.audit,
               twinbox.job, twinbox.relay_paused_topic;
      DELETE FROM twinbox.inbox_record;
      INSERT INTO twinbox.inbox_consumer (name) VALUES ('payments') ON CONFLICT DO NOTHING;
      UPDATE twinbox.inbox_consumer SET paused = false;
      ALTER SEQUENCE twinbox.outbox_seq RESTART;
      INSERT INTO twinbox.relay (name, channel, owner, epoch, expires_at, renewed_at)
      VALUES ('orders', 'kafka', 'node-1', 1, now() + interval '1 day', now());
      INSERT INTO twinbox.outbox (topic, key, type, payload)
      SELECT 'orders', 'k' || i, 'OrderPlaced', convert_to('payload-' || i, 'UTF8')
      FROM generate_series(1, 20) i;
      """;

  /** In a transaction of its own: it covers what is committed. */
  private static final String PUBLISH =
      """
      INSERT INTO twinbox.relay_journal
        (relay, no, epoch, kind, token, from_snapshot, to_snapshot, from_low, to_low, lo, hi, high,
         confirmed, entries, install_id, system_identifier, timeline)
      SELECT 'orders', n, 1, 'claim', gen_random_uuid(), '3:3:', pg_current_snapshot(), 0, 20, 0, 20,
             20, n - 1, 20, install_id, 1, 1
      FROM generate_series(1, 2) n, twinbox.install;
      INSERT INTO twinbox.parked
        (relay, seq, lane, state, attempts, error, error_class, ended_at, xid, id, channel, topic, key,
         type, content_type, payload, headers, occurred_at)
      SELECT 'orders', e.seq, 'orders/' || e.key, 'DEAD', 10, 'topic orders is missing', 'NoTopic',
             now(), e.xid, e.id, e.channel, e.topic, e.key, e.type, e.content_type, e.payload,
             e.headers, e.occurred_at
      FROM twinbox.outbox e WHERE e.seq <= 5;
      INSERT INTO twinbox.inbox_record
        (consumer, state, bucket, attempts, fault, error, message_id, identity, payload_hash, topic,
         partition, record_offset, recorded_at, size)
      SELECT c.id, 'DEAD', 0, 10, 'HANDLER_FAILED', 'no such order', gen_random_uuid(), 'x', 1,
             'orders', 0, i, now(), 10
      FROM generate_series(1, 3) i, twinbox.inbox_consumer c;
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String url = "";

  @BeforeAll
  void install() {
    url = EmbeddedPostgres.shared(PostgresVersion.V18).createDatabase();
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(url);
    Schema.named(Schema.DEFAULT_NAME).install(database);
  }

  @BeforeEach
  void fill() throws SQLException {
    execute(FILL);
    execute(PUBLISH);
  }

  @Test
  void statusTellsInSentencesWhatIsTheMatter() {
    assertThat(run("status")).isZero();
    assertThat(out.toString())
        .contains("orders", "5 dead letters wait for a decision.", "payments", "No node runs it");
    assertThat(run("status", "--json")).isZero();
    assertThat(told().get("relays").get(0).get("health").get("code").asString())
        .isEqualTo("DEAD_LETTERS");
    assertThat(run("status", "--watch", "1", "--times", "2")).isZero();
    assertThat(out.toString()).contains("appended: 0/s");
  }

  @Test
  void entriesAreFoundAndShown() {
    assertThat(run("outbox", "list", "--message-key", "k7", "--json")).isZero();
    assertThat(told().get("items").size()).isEqualTo(1);
    assertThat(run("outbox", "list", "--state", "DEAD", "--limit", "2")).isZero();
    assertThat(out.toString()).contains("topic orders is missing", "More: --before 4");
    assertThat(run("outbox", "list", "--from", "1h", "--relay", "orders", "--state", "PUBLISHED"))
        .isZero();
    assertThat(run("outbox", "show", "7")).isZero();
    assertThat(out.toString()).contains("PUBLISHED", "key k7").doesNotContain("payload-7");
    assertThat(run("outbox", "show", "7", "--contents")).isZero();
    assertThat(out.toString()).contains("payload-7");
    assertThat(run("outbox", "show", "4711")).isEqualTo(1);
    assertThat(err.toString()).contains("no entry 4711");
  }

  @Test
  void deadLettersAreGroupedListedRetriedAndDiscarded() {
    assertThat(run("dead", "groups", "--json")).isZero();
    assertThat(told().get(0).get("count").asInt()).isEqualTo(5);
    assertThat(run("dead", "list", "orders", "--json")).isZero();
    assertThat(told().get("items").size()).isEqualTo(5);
    assertThat(run("dead", "retry", "orders", "1", "--actor", "ana", "--reason", "mended"))
        .isZero();
    assertThat(run("dead", "retry", "orders", "1")).as("no dead letter any more").isEqualTo(1);
    assertThat(run("outbox", "discard", "orders", "2")).isZero();
    assertThat(run("dead", "discard", "orders", "--all")).as("asks first").isEqualTo(2);
    assertThat(err.toString()).contains("3 entries", "--yes");
    assertThat(run("dead", "discard", "orders", "--all", "--dry-run")).isZero();
    assertThat(out.toString()).contains("3 entries");
    assertThat(run("dead", "discard", "orders", "--all", "--error", "nothing", "--yes")).isZero();
    assertThat(run("dead", "retry", "orders", "--all", "--yes", "--json")).isZero();
    assertThat(told().get("done").asInt()).isEqualTo(3);
    assertThat(run("audit", "--by", "ana", "--json")).isZero();
    assertThat(told().get(0).get("reason").asString()).isEqualTo("mended");
    assertThat(run("audit", "--action", "retry", "--subject", "orders")).isZero();
    assertThat(out.toString()).contains("retry", "orders");
  }

  @Test
  void whatWasPublishedIsReplayed() {
    assertThat(run("outbox", "replay", "orders", "--topic", "orders")).isEqualTo(2);
    assertThat(err.toString()).contains("15 entries");
    assertThat(run("outbox", "replay", "orders", "--target", "again", "--yes", "--json")).isZero();
    String id = told().get("id").asString();
    assertThat(told().get("done").asInt()).isEqualTo(15);
    assertThat(run("job", "list")).isZero();
    assertThat(out.toString()).contains(id, "DONE");
    assertThat(run("job", "show", id, "--json")).isZero();
    assertThat(run("job", "resume", id)).as("nothing is left").isZero();
    assertThat(run("job", "cancel", id)).isZero();
    assertThat(out.toString()).contains("had ended already");
    assertThat(run("job", "show", "00000000-0000-0000-0000-000000000000")).isEqualTo(1);
    assertThat(run("outbox", "list", "--topic", "again", "--json")).isZero();
    assertThat(told().get("items").size()).isEqualTo(15);
  }

  @Test
  void relaysTopicsAndConsumersArePausedAndResumed() {
    assertThat(run("relay", "pause", "orders")).isZero();
    assertThat(run("relay", "pause", "orders", "--json")).isZero();
    assertThat(told().get("changed").asBoolean()).isFalse();
    assertThat(run("relay", "resume", "orders")).isZero();
    assertThat(run("relay", "handover", "orders")).isZero();
    assertThat(out.toString()).contains("asked");
    assertThat(run("relay", "pause-topic", "orders", "t")).isZero();
    assertThat(run("relay", "resume-topic", "orders", "t")).isZero();
    assertThat(run("relay", "pause", "odrers")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no relay named 'odrers'");
    assertThat(run("inbox", "pause", "payments")).isZero();
    assertThat(run("inbox", "resume", "payments", "--json")).isZero();
    assertThat(told().get("changed").asBoolean()).isTrue();
  }

  @Test
  void storedRecordsAreFoundShownRetriedAndDiscarded() {
    assertThat(run("inbox", "consumers")).isZero();
    assertThat(run("inbox", "list", "payments", "--state", "DEAD", "--json")).isZero();
    String seq = told().get(0).get("seq").asString();
    assertThat(run("inbox", "show", "payments", seq)).isZero();
    assertThat(out.toString()).contains("no such order");
    assertThat(run("inbox", "retry", "payments", seq)).isZero();
    assertThat(run("inbox", "discard", "payments", "--all", "--json")).isZero();
    assertThat(told().get("changed").asInt()).isEqualTo(2);
    assertThat(run("inbox", "list", "paymnets")).isEqualTo(1);
    assertThat(run("inbox", "show", "payments", "999999")).isEqualTo(1);
  }

  @Test
  void aTestMessageIsAppendedOnceUnderItsKey() {
    assertThat(run("outbox", "publish", "orders", "--key", "once", "--json")).isZero();
    long seq = told().get("seq").asLong();
    assertThat(run("outbox", "publish", "orders", "--key", "once", "--json")).isZero();
    assertThat(told().get("seq").asLong()).isEqualTo(seq);
    assertThat(run("outbox", "publish", "not/legal")).isEqualTo(2);
  }

  @Test
  void theDoctorNamesEachFindingWithItsRemedyAndFails() {
    EmbeddedKafka kafka = EmbeddedKafka.shared();
    kafka.createTopic("doctor-cli", 1, Map.of());
    run("relay", "pause", "orders");
    assertThat(
            run(
                "doctor",
                "--bootstrap-servers",
                kafka.bootstrapServers(),
                "--topic",
                "doctor-cli",
                "--duty",
                "OPERATOR,RELAY",
                "--json"))
        .isEqualTo(1);
    List<String> codes = new ArrayList<>();
    told()
        .get("findings")
        .forEach(
            it -> {
              codes.add(it.get("code").asString());
              assertThat(it.get("remedy").asString()).isNotBlank();
            });
    assertThat(codes)
        .contains(
            "SUPERUSER_ROLE",
            "RELAY_PAUSED",
            "DEAD_LETTERS",
            "DEAD_RECORDS",
            "TOPIC_MISSING",
            "MIN_INSYNC_TOO_LOW");
    assertThat(run("doctor")).isEqualTo(1);
    assertThat(out.toString()).contains("RELAY_PAUSED", "twinbox relay resume orders", " found.");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Runs a command on the database; what it prints replaces what the one before printed. */
  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--url");
    all.add(url);
    return TwinboxCommand.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  private JsonNode told() {
    return new JsonMapper().readTree(out.toString());
  }
}
