package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.jdbc.Finding.Kind;
import io.twinbox.jdbc.Installed.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

@OnEachPostgres
class SchemaIT {

  private static final String OBJECTS =
      """
      SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = '%1$s'::regnamespace)
             + (SELECT count(*) FROM pg_proc WHERE pronamespace = '%1$s'::regnamespace)
      """;

  private final PostgresFixture postgres;
  private String name;
  private Schema schema;

  SchemaIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @BeforeEach
  void chooseAName() {
    name = "schema_" + PostgresFixture.number();
    schema = Schema.named(name);
  }

  @Test
  void installsOnceAndSaysSo() {
    assertThat(schema.install(postgres.dataSource()))
        .isEqualTo(new Installed(Outcome.CREATED, 0, 1, Duration.ofDays(7)));
    assertThat(schema.install(postgres.dataSource()))
        .isEqualTo(new Installed(Outcome.UNCHANGED, 1, 1, Duration.ofDays(7)));
    assertThat(schema.verify(postgres.dataSource()).findings()).isEmpty();
  }

  /** The order of any other collation changes with the system's libraries. */
  @Test
  void noIndexDependsOnACollationOfTheSystem() throws SQLException {
    schema.install(postgres.dataSource());
    String others =
        """
        SELECT x.indexrelid::regclass || ' ' || k.id::regcollation
        FROM pg_index x CROSS JOIN LATERAL unnest(x.indcollation::oid[]) AS k(id)
        JOIN pg_class c ON c.oid = x.indexrelid
        WHERE c.relnamespace = '%s'::regnamespace
          AND k.id NOT IN (0, '"C"'::regcollation::oid)
        """;
    assertThat(postgres.texts(others.formatted(name))).isEmpty();
  }

  @Test
  void anEncodingThatCannotHoldEveryCharacterIsFound() throws SQLException {
    String database = "latin_" + PostgresFixture.number();
    postgres.execute(
        "CREATE DATABASE "
            + database
            + " TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
    PGSimpleDataSource latin = new PGSimpleDataSource();
    latin.setUrl(postgres.url());
    latin.setDatabaseName(database);
    try {
      assertThat(schema.verify(latin).findings())
          .extracting(Finding::kind)
          .containsExactly(Kind.WRONG_ENCODING, Kind.SCHEMA_MISSING);
    } finally {
      postgres.execute("DROP DATABASE " + database);
    }
  }

  @Test
  void theRetentionChangesOnlyWhenToldTo() throws SQLException {
    schema.install(postgres.dataSource(), Duration.ofDays(30));
    assertThat(schema.install(postgres.dataSource()))
        .isEqualTo(new Installed(Outcome.UNCHANGED, 1, 1, Duration.ofDays(30)));
    assertThat(schema.install(postgres.dataSource(), Duration.ofHours(6)))
        .isEqualTo(new Installed(Outcome.RETENTION_CHANGED, 1, 1, Duration.ofHours(6)));
    assertThat(
            postgres.texts(
                "SELECT %s.current_slot() = floor(extract(epoch FROM now()) / 3600)::bigint %% 8"
                    .formatted(name)))
        .containsExactly("t");
    assertThat(schema.verify(postgres.dataSource()).findings()).isEmpty();
  }

  @Test
  void anotherRetentionMovesTheLedgerToWhereItIsLookedForAndForgetsNothing() throws SQLException {
    schema.install(postgres.dataSource(), Duration.ofDays(7));
    String inserted =
        """
        INSERT INTO %1$s.inbox (message_id, payload_hash, processed_at, slot, consumer)
        SELECT (lpad(to_hex(ms >> 16), 8, '0') || '-' || lpad(to_hex(ms & 65535), 4, '0')
                || '-7000-8000-000000000000')::uuid, 0, now(), %1$s.inbox_slot(ms), 1
        FROM (SELECT (extract(epoch FROM now()) * 1000)::bigint - i * 3600000 AS ms
              FROM generate_series(0, 160) i) ids
        UNION ALL SELECT gen_random_uuid(), 0, now(), %1$s.inbox_slot(NULL), 1
        """;
    postgres.execute(inserted.formatted(name));
    schema.install(postgres.dataSource(), Duration.ofDays(30));
    String found =
        """
        SELECT count(*) FROM %1$s.inbox
        WHERE slot = %1$s.inbox_slot(CASE WHEN substr(message_id::text, 15, 1) = '7'
          THEN ('x' || translate(left(message_id::text, 13), '-', ''))::bit(48)::bigint END)
        """;
    assertThat(postgres.number(found.formatted(name))).isEqualTo(162);
    assertThat(
            postgres.texts(
                "SELECT deduplicates_from > now() - interval '8 days' FROM " + name + ".install"))
        .containsExactly("t");
    assertThat(schema.verify(postgres.dataSource()).findings()).isEmpty();
  }

  @Test
  void whatIsPrintedCanBeRunAsItIs() throws SQLException {
    postgres.execute(schema.print());
    assertThat(schema.verify(postgres.dataSource()).healthy()).isTrue();
    assertThat(schema.install(postgres.dataSource()).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void twoInstallationsAtOnceDoNotMeet() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Installed>> both =
          List.of(
              threads.submit(() -> installAfter(start)), threads.submit(() -> installAfter(start)));
      start.countDown();
      assertThat(List.of(both.get(0).get().outcome(), both.get(1).get().outcome()))
          .containsExactlyInAnyOrder(Outcome.CREATED, Outcome.UNCHANGED);
    } finally {
      threads.shutdownNow();
    }
  }

  private Installed installAfter(CountDownLatch start) throws InterruptedException {
    start.await();
    return schema.install(postgres.dataSource());
  }

  @Test
  void aNewerSchemaIsLeftAlone() throws SQLException {
    schema.install(postgres.dataSource());
    postgres.execute("UPDATE " + name + ".install SET schema_version = 2");
    assertThatThrownBy(() -> schema.install(postgres.dataSource(), Duration.ofDays(1)))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("version found:2 needed:1");
    SchemaReport report = schema.verify(postgres.dataSource());
    assertThat(report.findings()).extracting(Finding::kind).containsExactly(Kind.SCHEMA_NEWER);
    assertThat(report.found()).isEqualTo(2);
  }

  @Test
  void anOlderSchemaIsToldByALaterRelease() throws SQLException {
    schema.install(postgres.dataSource());
    try (Connection tx = postgres.begin()) {
      SchemaReport report = new SchemaInspection(new SchemaName(name), 2).inspect(tx);
      assertThat(report.findings()).extracting(Finding::kind).containsExactly(Kind.SCHEMA_OLDER);
      assertThat(report.toString()).contains("twinbox schema install --schema " + name);
    }
  }

  @Test
  void aMissingSchemaIsToldWithTheCommandThatMendsIt() {
    SchemaReport report = schema.verify(postgres.dataSource());
    assertThat(report.found()).isZero();
    assertThatThrownBy(report::require)
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("SCHEMA_MISSING")
        .hasMessageContaining("Run: twinbox schema install --schema " + name);
  }

  @Test
  void somethingElseUnderOurNamesIsNotTouched() throws SQLException {
    postgres.execute(
        "CREATE SCHEMA " + name, "CREATE TABLE " + name + ".parked AS SELECT 42 AS theirs");
    assertThatThrownBy(() -> schema.install(postgres.dataSource()))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("Choose another schema name");
    assertThat(postgres.number(OBJECTS.formatted(name))).isOne();
  }

  @Test
  void anOwnerOfTheSchemaNeedsNoRightToCreateSchemas() throws SQLException {
    String role = "installer_" + PostgresFixture.number();
    postgres.execute(
        "CREATE ROLE " + role + " LOGIN", "CREATE SCHEMA " + name + " AUTHORIZATION " + role);
    assertThat(schema.install(postgres.dataSourceOf(role)).outcome()).isEqualTo(Outcome.CREATED);
    Schema elsewhere = Schema.named(name + "_b");
    assertThatThrownBy(() -> elsewhere.install(postgres.dataSourceOf(role)))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("as the owner role");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ALTER SEQUENCE %s.outbox_seq CACHE 20                        | WRONG_SEQUENCE
          ALTER SEQUENCE %s.outbox_seq INCREMENT 2                     | WRONG_SEQUENCE
          ALTER TABLE %s.outbox ALTER COLUMN xid DROP DEFAULT          | WRONG_ORDER
          ALTER TABLE %s.outbox ALTER COLUMN seq SET DEFAULT 7         | WRONG_ORDER
          ALTER TABLE %s.outbox DETACH PARTITION %1$s.outbox_3         | WRONG_SLOTS
          CREATE TABLE %s.more PARTITION OF %1$s.outbox DEFAULT        | WRONG_SLOTS
          DROP INDEX %s.outbox_by_xid                                  | PART_MISSING
          DROP VIEW %s.relay_status                                    | PART_MISSING
          DROP TABLE %s.relay_run                                          | PART_MISSING
          UPDATE %s.install SET retention = interval '8 days 17 hours' | WRONG_PERIOD
          ALTER TABLE %s.outbox_2 SET UNLOGGED                         | NOT_DURABLE
          ALTER TABLE %s.inbox_2 SET UNLOGGED                          | NOT_DURABLE
          ALTER TABLE %s.inbox DETACH PARTITION %1$s.inbox_8           | WRONG_SLOTS
          DROP TABLE %s.inbox_marker                                  | PART_MISSING
          ALTER TABLE %s.inbox_guard DROP CONSTRAINT only_the_inbox_ends_this_transaction | NO_GUARD
          DROP INDEX %s.parked_by_lane; CREATE INDEX parked_by_lane ON %1$s.parked (relay, lane COLLATE "default") | WRONG_COLLATION
          ALTER TABLE %s.inbox_marker ALTER topic TYPE text COLLATE "default" | WRONG_COLLATION
          ALTER FUNCTION %s.inbox_slot(bigint) RENAME TO slot_of       | PART_MISSING
          """)
  void findsWhatWouldBreakAPromiseAndChangesNothing(String damage, Kind kind) throws SQLException {
    schema.install(postgres.dataSource());
    postgres.execute(damage.formatted(name));
    long objects = postgres.number(OBJECTS.formatted(name));
    SchemaReport report = schema.verify(postgres.dataSource());
    assertThat(report.findings()).extracting(Finding::kind).containsExactly(kind);
    assertThat(postgres.number(OBJECTS.formatted(name))).isEqualTo(objects);
  }

  @Test
  void theRingTakesEverySlotThereIs() throws SQLException {
    schema.install(postgres.dataSource(), Duration.ofSeconds(6));
    postgres.execute(
        "INSERT INTO %s.outbox (slot, topic, type) SELECT s, 't', 'T' FROM generate_series(0, 7) s"
            .formatted(name));
    assertThat(postgres.number("SELECT count(*) FROM " + name + ".outbox")).isEqualTo(8);
    assertThat(postgres.number("SELECT " + name + ".current_slot()")).isBetween(0L, 7L);
  }
}
