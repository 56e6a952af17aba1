package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.jdbc.DatabaseDoctor.Duty;
import io.twinbox.spi.Diagnosis;
import io.twinbox.spi.Heartbeat;
import io.twinbox.spi.Lease;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Each finding of the doctor, on a database that has it. */
@OnEachPostgres
class DatabaseDoctorIT {
  private static final Duration TTL = Duration.ofMinutes(5);

  private final PostgresFixture postgres;
  private final AdminBed bed;
  private RoleNames roles;

  @TempDir private Path directory;

  DatabaseDoctorIT(PostgresFixture postgres) {
    this.postgres = postgres;
    this.bed = new AdminBed(postgres);
  }

  @BeforeEach
  void createRoles() throws SQLException {
    roles = RoleNames.withPrefix("d" + PostgresFixture.number());
    postgres.execute(Schema.named(bed.schema).printRoles(roles));
  }

  @Test
  void aHealthyInstallationHasNoFinding() throws SQLException {
    bed.append(10);
    bed.publishAll();
    assertThat(examine(login(roles.operator()), Duty.OPERATOR, Duty.VIEWER)).isEmpty();
    assertThat(examine(login(roles.relay()), Duty.RELAY)).isEmpty();
    assertThat(examine(login(roles.viewer()), Duty.VIEWER)).isEmpty();
    assertThat(codes(login(roles.app()), Duty.APP)).isEmpty();
  }

  @Test
  void aSuperuserIsNamed() {
    assertThat(codes(postgres.dataSource())).contains("SUPERUSER_ROLE");
  }

  @Test
  void aServerThatDoesNotFlushIsNamed() {
    assertThat(
            DatabaseDoctor.of(postgres.dataSource(), bed.schema, Set.of(), InstantSource.system())
                .examine())
        .extracting(Diagnosis::code)
        .contains("UNSAFE_STORAGE");
  }

  @Test
  void aMissingGrantIsNamed() throws SQLException {
    postgres.execute("REVOKE UPDATE ON " + bed.schema + ".relay FROM " + roles.relay());
    List<Diagnosis> found = examine(login(roles.relay()), Duty.RELAY);
    assertThat(found)
        .singleElement()
        .satisfies(it -> assertThat(it.code()).isEqualTo("MISSING_GRANT"))
        .satisfies(it -> assertThat(it.sentence()).contains("UPDATE", "relay"));
  }

  @Test
  void aSchemaThatIsMissingOrOfAnotherVersionIsNamed() throws SQLException {
    DataSource operator = login(roles.operator());
    assertThat(look(operator, "nowhere", InstantSource.system()))
        .extracting(Diagnosis::code)
        .containsExactly("SCHEMA_MISSING");
    bed.execute("UPDATE twinbox.install SET schema_version = 99");
    assertThat(codes(operator)).containsExactly("SCHEMA_NEWER");
    bed.execute("UPDATE twinbox.install SET schema_version = " + Schema.VERSION);
  }

  @Test
  void aClockThatIsAnHourOffIsNamed() throws SQLException {
    InstantSource ahead = () -> InstantSource.system().instant().plusSeconds(3_600);
    assertThat(look(login(roles.operator()), bed.schema, ahead))
        .singleElement()
        .satisfies(it -> assertThat(it.code()).isEqualTo("CLOCK_SKEW"))
        .satisfies(it -> assertThat(it.sentence()).contains("s behind"));
  }

  @Test
  void relaysThatArePausedAbandonedOrFailingAreNamed() throws SQLException {
    DataSource operator = login(roles.operator());
    bed.admin.outbox().pause("orders", AdminBed.ANA);
    assertThat(codes(operator)).containsExactly("RELAY_PAUSED");
    bed.admin.outbox().resume("orders", AdminBed.ANA);

    Lease lease = bed.store.seize(RelayByHand.ORDERS, "node-1", TTL);
    bed.store.renew(RelayByHand.ORDERS, lease, TTL, new Heartbeat("no broker", 3));
    assertThat(codes(operator)).containsExactly("NOTHING_PUBLISHED");
    bed.store.release(RelayByHand.ORDERS, lease);
    assertThat(codes(operator)).containsExactly("RELAY_WITHOUT_OWNER");
    bed.execute("UPDATE twinbox.relay SET renewed_at = now() - interval '2 hours'");
    assertThat(codes(operator)).containsExactly("RELAY_ABANDONED");
    Lease again = bed.store.seize(RelayByHand.ORDERS, "node-1", TTL);
    bed.store.renew(RelayByHand.ORDERS, again, TTL, Heartbeat.HEALTHY);

    bed.admin.actions().pauseTopic("orders", "t", AdminBed.ANA);
    assertThat(codes(operator)).containsExactly("TOPIC_PAUSED");
    bed.admin.actions().resumeTopic("orders", "t", AdminBed.ANA);
  }

  @Test
  void whatPinsThePurgeIsNamed() throws SQLException {
    DataSource operator = login(roles.operator());
    bed.append(5);
    bed.execute("UPDATE twinbox.outbox SET occurred_at = now() - interval '30 days'");
    assertThat(examine(operator))
        .singleElement()
        .satisfies(it -> assertThat(it.code()).isEqualTo("PURGE_PINNED"))
        .satisfies(it -> assertThat(it.sentence()).contains("orders has not settled"));
    bed.execute("UPDATE twinbox.outbox SET channel = 'nobody'");
    assertThat(examine(operator))
        .singleElement()
        .satisfies(it -> assertThat(it.sentence()).contains("no relay serves channel nobody"));
    bed.execute("TRUNCATE twinbox.outbox");
  }

  @Test
  void whatWaitsForADecisionIsNamed() throws SQLException {
    DataSource operator = login(roles.operator());
    bed.append(20);
    bed.publishAll();
    bed.kill("e.key = 'k1'", "too large");
    assertThat(codes(operator)).containsExactly("DEAD_LETTERS");
    bed.execute("UPDATE twinbox.parked SET state = 'PARKED', ended_at = NULL");
    assertThat(codes(operator)).containsExactly("LANES_BLOCKED");
    bed.execute("DELETE FROM twinbox.parked", "TRUNCATE twinbox.outbox");
  }

  @Test
  void consumersNobodyRunsOrThatArePausedAreNamed() throws SQLException {
    JdbcInboxStore inbox =
        JdbcInboxStore.builder().dataSource(postgres.dataSource()).schema(bed.schema).build();
    inbox.register("payments");
    bed.admin.actions().pauseConsumer("payments", AdminBed.ANA);
    assertThat(codes(login(roles.operator())))
        .containsExactly("CONSUMER_PAUSED", "CONSUMER_WITHOUT_NODE");
    bed.execute("DELETE FROM twinbox.inbox_consumer");
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsNamed() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    PGSimpleDataSource nowhere = new PGSimpleDataSource();
    nowhere.setUrl("jdbc:postgresql://127.0.0.1:" + port + "/none?connectTimeout=5");
    assertThat(codes(nowhere)).containsExactly("DATABASE_UNREACHABLE");
  }

  /** With the real PgBouncer, where there is one. */
  @Test
  void aPoolerInStatementModeIsNamedAndOneInTransactionModeIsNot() throws Exception {
    Optional<Path> pgbouncer =
        Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    assumeThat(pgbouncer).as("pgbouncer is installed").isPresent();
    assertThat(throughPooler(pgbouncer.get(), "statement"))
        .containsExactly("POOLER_STATEMENT_MODE");
    assertThat(throughPooler(pgbouncer.get(), "transaction"))
        .doesNotContain("POOLER_STATEMENT_MODE");
  }

  private List<String> throughPooler(Path pgbouncer, String mode) throws Exception {
    URI server = URI.create(postgres.url().substring("jdbc:".length()));
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path ini =
        Files.writeString(
            directory.resolve(mode + ".ini"),
            """
            [databases]
            * = host=%s port=%d user=postgres
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = %d
            auth_type = any
            pool_mode = %s
            unix_socket_dir =
            ignore_startup_parameters = extra_float_digits
            """
                .formatted(server.getHost(), server.getPort(), port, mode));
    // The pooler refuses to run as root; who is not root may not name another user.
    boolean root = "root".equals(System.getProperty("user.name"));
    List<String> command =
        root
            ? List.of(pgbouncer.toString(), "-u", "nobody", ini.toString())
            : List.of(pgbouncer.toString(), ini.toString());
    readable(ini);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(mode + ".log").toFile())
            .start();
    try {
      String url =
          "jdbc:postgresql://127.0.0.1:%d%s?user=postgres&prepareThreshold=0"
              .formatted(port, server.getPath());
      await().until(() -> answers(url));
      PGSimpleDataSource pooled = new PGSimpleDataSource();
      pooled.setUrl(url);
      return codes(pooled);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static void readable(Path file) {
    for (Path path : List.of(file, file.getParent())) {
      path.toFile().setReadable(true, false);
      path.toFile().setExecutable(true, false);
    }
  }

  private static boolean answers(String url) {
    try (Connection connection = DriverManager.getConnection(url)) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  private DataSource login(String role) throws SQLException {
    String login = "login" + PostgresFixture.number();
    postgres.execute("CREATE ROLE " + login + " LOGIN IN ROLE " + role);
    bed.store.seize(RelayByHand.ORDERS, "node-1", TTL);
    return postgres.dataSourceOf(login);
  }

  private List<Diagnosis> examine(DataSource dataSource, Duty... duties) {
    return look(dataSource, bed.schema, InstantSource.system(), duties);
  }

  /** The servers of our tests do not flush: that is found everywhere. */
  private static List<Diagnosis> look(
      DataSource dataSource, String schema, InstantSource clock, Duty... duties) {
    return DatabaseDoctor.of(dataSource, schema, Set.of(duties), clock).examine().stream()
        .filter(it -> !it.code().equals("UNSAFE_STORAGE"))
        .toList();
  }

  private List<String> codes(DataSource dataSource, Duty... duties) {
    return examine(dataSource, duties).stream().map(Diagnosis::code).toList();
  }
}
