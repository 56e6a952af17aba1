package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.Message;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each role against each statement class on each object: what is not in the table is refused. */
@OnEachPostgres
class RolesIT {

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  /** What each statement is, by the name it has in the table below. */
  private static final Map<String, String> STATEMENTS =
      Map.ofEntries(
          Map.entry("select", "SELECT * FROM twinbox.%s"),
          Map.entry("read", "SELECT %2$s FROM twinbox.%1$s"),
          Map.entry("insert", "INSERT INTO twinbox.%s (%s) SELECT NULL WHERE false"),
          Map.entry("update", "UPDATE twinbox.%s SET %s = NULL WHERE false"),
          Map.entry("delete", "DELETE FROM twinbox.%s WHERE false"),
          Map.entry("truncate", "TRUNCATE twinbox.%s"),
          Map.entry("lock", "LOCK TABLE twinbox.%s IN ACCESS EXCLUSIVE MODE"),
          Map.entry("nextval", "SELECT nextval('twinbox.%s')"),
          Map.entry("setval", "SELECT setval('twinbox.%s', 1)"),
          Map.entry("execute", "SELECT twinbox.%s"),
          Map.entry("create", "CREATE TABLE twinbox.%s (x int)"));

  private static final String MATRIX =
      """
      object            statement column       allowed
      outbox            insert    id           app owner operator
      outbox            insert    channel      app owner operator
      outbox            insert    topic        app owner operator
      outbox            insert    key          app owner operator
      outbox            insert    type         app owner operator
      outbox            insert    content_type app owner operator
      outbox            insert    payload      app owner operator
      outbox            insert    headers      app owner operator
      outbox            insert    occurred_at  app owner operator
      outbox            insert    xid          owner
      outbox            insert    seq          owner
      outbox            insert    slot         owner
      outbox            select    -            relay owner operator
      outbox            update    payload      owner
      outbox            update    seq          owner
      outbox            delete    -            owner
      outbox            truncate  -            owner
      outbox            lock      -            owner
      outbox_0          insert    topic        owner
      outbox_0          select    -            relay owner operator
      outbox_0          update    payload      owner
      outbox_0          delete    -            owner
      outbox_0          truncate  -            relay owner
      outbox_0          lock      -            relay owner
      outbox_7          truncate  -            relay owner
      outbox_seq        select    -            relay owner viewer operator
      outbox_seq        nextval   -            app owner operator
      outbox_seq        setval    -            owner
      install           select    -            app relay viewer owner operator
      install           insert    install_id   owner
      install           update    retention    owner
      install           update    deduplicates_from app owner
      install           delete    -            owner
      install           truncate  -            owner
      relay             select    -            relay viewer owner operator
      relay             insert    name         relay owner
      relay             update    owner        relay owner
      relay             delete    -            owner
      relay             truncate  -            owner
      relay_journal     select    -            relay viewer owner operator
      relay_journal     insert    relay        relay owner
      relay_journal     update    confirmed    owner
      relay_journal     delete    -            relay owner
      relay_journal     truncate  -            owner
      relay_run         select    -            relay owner operator
      relay_run         insert    relay        relay owner
      relay_run         update    run          relay owner
      relay_run         delete    -            owner
      relay_run         truncate  -            owner
      parked            select    -            relay owner operator
      parked            insert    relay        relay owner
      parked            update    state        relay owner operator
      parked            delete    -            relay owner
      parked            truncate  -            owner
      audit             select    -            viewer owner operator
      audit             insert    actor        app relay owner operator
      audit             insert    at           relay owner
      audit             update    actor        owner
      audit             delete    -            owner
      audit             truncate  -            owner
      outbox_status     select    -            relay viewer owner operator
      relay_status      select    -            relay viewer owner operator
      current_slot()    execute   -            app relay owner viewer operator
      relay_backlog('') execute   -            relay viewer owner operator
      inbox_consumer    select    -            app owner viewer operator
      inbox_consumer    insert    name         app owner
      inbox_consumer    insert    id           owner
      inbox_consumer    update    name         owner
      inbox_consumer    delete    -            owner
      inbox             select    -            app owner operator
      inbox             insert    message_id   app owner
      inbox             update    payload_hash owner
      inbox             delete    -            owner
      inbox             truncate  -            owner
      inbox_0           insert    message_id   owner
      inbox_0           select    -            app owner operator
      inbox_0           update    payload_hash owner
      inbox_0           delete    -            app owner
      inbox_0           truncate  -            app owner
      inbox_0           lock      -            app owner
      inbox_7           truncate  -            app owner
      inbox_8           select    -            app owner operator
      inbox_8           delete    -            app owner
      inbox_8           truncate  -            owner
      inbox_guard       select    -            app owner operator
      inbox_guard       insert    nobody       app owner
      inbox_guard       update    nobody       owner
      inbox_guard       delete    -            app owner
      inbox_guard       truncate  -            owner
      inbox_marker      select    -            app owner operator
      inbox_marker      insert    topic        app owner
      inbox_marker      update    attempts     app owner
      inbox_marker      delete    -            app owner
      inbox_marker      truncate  -            owner
      inbox_record      select    -            app owner operator
      inbox_record      insert    topic        app owner
      inbox_record      update    state        app owner operator
      inbox_record      delete    -            app owner
      inbox_record      truncate  -            owner
      inbox_record_seq  nextval   -            app owner
      inbox_record_seq  setval    -            owner
      inbox_status      select    -            app viewer owner operator
      inbox_consumer_status select    -            app viewer owner operator
      inbox_slot(1)     execute   -            app relay viewer operator owner
      sneaked_in        create    -            owner
      relay             update    paused       relay operator owner
      relay             update    handover_epoch relay operator owner
      relay_paused_topic select    -            relay viewer operator owner
      relay_paused_topic insert    topic        operator owner
      relay_paused_topic insert    since        owner
      relay_paused_topic update    topic        owner
      relay_paused_topic delete    -            operator owner
      parked            update    topic        relay owner
      parked            read      error        relay viewer operator owner
      parked            read      payload      relay operator owner
      parked            read      headers      relay operator owner
      parked_edit       select    -            operator owner
      parked_edit       insert    relay        operator owner
      parked_edit       read      type         viewer operator owner
      parked_edit       read      payload      operator owner
      parked_edit       update    type         owner
      parked_edit       delete    -            relay owner
      audit             insert    act_key      app relay operator owner
      job               select    -            viewer operator owner
      job               insert    id           operator owner
      job               update    state        operator owner
      job               delete    -            owner
      outbox            read      key          relay viewer operator owner
      outbox            read      payload      relay operator owner
      outbox            read      headers      relay operator owner
      outbox_3          read      key          relay viewer operator owner
      outbox_3          read      payload      relay operator owner
      inbox_consumer    update    paused       app operator owner
      inbox_node        select    -            app viewer operator owner
      inbox_node        insert    node         app owner
      inbox_node        update    state        app owner
      inbox_node        delete    -            app owner
      inbox_record      read      error        app viewer operator owner
      inbox_record      read      payload      app operator owner
      inbox_record      read      headers      app operator owner
      inbox_record      read      stack        app operator owner
      """;

  private final PostgresFixture postgres;
  private final RoleNames roles = RoleNames.withPrefix("r" + PostgresFixture.number());

  RolesIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @BeforeEach
  void createRoles() throws SQLException {
    String script = Schema.named("twinbox").printRoles(roles);
    postgres.execute(script, script);
    postgres.execute("CREATE TABLE IF NOT EXISTS public.orders (id int)");
  }

  @Test
  void eachRoleMayDoWhatTheTableSaysAndNothingElse() throws SQLException {
    List<String> expected = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (String line : MATRIX.lines().skip(1).toList()) {
      String[] cells = line.split(" +", 4);
      String statement = STATEMENTS.get(cells[1]).formatted(cells[0], cells[2]);
      for (String role : List.of("app", "relay", "viewer", "operator", "owner")) {
        List<String> allowed = List.of(cells[3].split(" "));
        expected.add(role + (allowed.contains(role) ? " may: " : " may not: ") + statement);
        found.add(role + (may(role, statement) ? " may: " : " may not: ") + statement);
      }
    }
    assertThat(found).containsExactlyElementsOf(expected);
  }

  @Test
  void nobodyButTheBusinessSeesBusinessTables() throws SQLException {
    for (String role : List.of("app", "relay", "viewer", "operator", "owner")) {
      assertThat(may(role, "SELECT * FROM public.orders")).as(role).isFalse();
    }
  }

  @Test
  void somebodyWithoutARoleSeesNothing() throws SQLException {
    String stranger = "stranger" + PostgresFixture.number();
    postgres.execute("CREATE ROLE " + stranger);
    assertThat(mayAs(stranger, "SELECT * FROM twinbox.outbox_status")).isFalse();
    assertThat(mayAs(stranger, "SELECT twinbox.current_slot()")).isFalse();
  }

  @Test
  void theAppAppendsOneAndManyMessagesAndTheViewerSeesTheirStatus() throws SQLException {
    UUID id;
    try (Connection tx = postgres.begin()) {
      setRole(tx, roles.app());
      id = JdbcOutbox.builder().build().append(tx, message()).get(0);
      JdbcOutbox.builder().notifying().build().append(tx, message(), message());
      tx.commit();
    }
    try (Connection tx = postgres.begin();
        Statement statement = tx.createStatement()) {
      setRole(tx, roles.viewer());
      try (var row =
          statement.executeQuery(
              "SELECT state FROM twinbox.outbox_status WHERE id = '" + id + "'")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString("state")).isEqualTo("PENDING");
      }
    }
    assertThat(
            postgres.texts(
                """
                SELECT attname FROM pg_attribute
                WHERE attrelid = 'twinbox.outbox_status'::regclass
                  AND attname IN ('payload', 'headers')
                """))
        .isEmpty();
  }

  @Test
  void theRolesLeaveTheSchemaHealthy() {
    assertThat(Schema.named("twinbox").verify(postgres.dataSource()).findings()).isEmpty();
  }

  private boolean may(String role, String sql) throws SQLException {
    String name =
        switch (role) {
          case "app" -> roles.app();
          case "relay" -> roles.relay();
          case "viewer" -> roles.viewer();
          case "operator" -> roles.operator();
          default -> roles.owner();
        };
    return mayAs(name, sql);
  }

  /** Whether the statement is permitted; always rolled back. */
  private boolean mayAs(String role, String sql) throws SQLException {
    try (Connection tx = postgres.begin();
        Statement statement = tx.createStatement()) {
      setRole(tx, role);
      try {
        statement.execute(sql);
        return true;
      } catch (SQLException e) {
        assertThat(e.getSQLState())
            .as(sql + ": " + e.getMessage())
            .isEqualTo(INSUFFICIENT_PRIVILEGE);
        return false;
      } finally {
        tx.rollback();
      }
    }
  }

  private static void setRole(Connection tx, String role) throws SQLException {
    try (Statement statement = tx.createStatement()) {
      statement.execute("SET LOCAL ROLE " + role);
    }
  }

  private static Message message() {
    return Message.builder().topic("t").type("T").text("{}").build();
  }
}
