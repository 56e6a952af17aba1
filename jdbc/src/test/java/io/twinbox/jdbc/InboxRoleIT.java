package io.twinbox.jdbc;

import static io.twinbox.jdbc.InboxByHand.CONSUMER;
import static io.twinbox.jdbc.InboxByHand.LEASE;
import static io.twinbox.jdbc.InboxByHand.MANY;
import static io.twinbox.jdbc.InboxByHand.arrival;
import static io.twinbox.jdbc.InboxByHand.dead;
import static io.twinbox.jdbc.InboxByHand.idOf;
import static io.twinbox.jdbc.InboxByHand.parked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.AfterDeath;
import io.twinbox.admin.Act;
import io.twinbox.admin.InboxAdmin;
import io.twinbox.admin.InboxFilter;
import io.twinbox.spi.Arrival;
import io.twinbox.spi.Fate;
import io.twinbox.spi.Marker;
import io.twinbox.spi.MessageId;
import io.twinbox.spi.Partition;
import io.twinbox.spi.Standing;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The least-privilege role of an application, logged in, through an inbox's whole day. */
@OnEachPostgres
class InboxRoleIT {
  private static final Partition ORDERS = new Partition("orders", 0);
  private static final Act ANA = Act.by("ana");

  private final PostgresFixture postgres;

  InboxRoleIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @Test
  void theApplicationsRoleIsEnoughForEverythingTheInboxDoes() throws SQLException {
    InboxByHand owner = InboxByHand.in(postgres);
    RoleNames roles = RoleNames.withPrefix("inbox" + PostgresFixture.number());
    postgres.execute(
        Schema.named(owner.schema()).printRoles(roles),
        "ALTER ROLE " + roles.app() + " LOGIN",
        owner.sql("GRANT INSERT ON twinbox.effect TO ") + roles.app());
    InboxByHand inbox = owner.onConnectionsOf(postgres.dataSourceOf(roles.app()));
    inbox.store().register("newcomer");

    Arrival a = arrival(1L, 0, "a");
    assertThat(inbox.handle(a)).containsExactly(Standing.NEW);
    assertThat(inbox.handle(a, a)).containsExactly(Standing.DUPLICATE, Standing.DUPLICATE);
    inbox.storeAs(Fate.RECEIVED, arrival(2L, 1, "b"));
    assertThat(inbox.work(2, MANY)).isOne();
    inbox.storeAs(parked(Duration.ZERO), arrival(3L, 2, "c"));
    inbox.storeAs(Fate.RECEIVED, arrival(3L, 3, "d"));
    assertThat(inbox.finish(inbox.store().claimDue(CONSUMER, LEASE, MANY))).containsExactly("c");
    assertThat(Long.bitCount(inbox.store().waiting(CONSUMER).buckets())).isOne();
    assertThat(inbox.finish(inbox.store().claimBucket(CONSUMER, 3, LEASE, MANY)))
        .containsExactly("d");

    inbox.store().mark(CONSUMER, List.of(new Marker(ORDERS, 1, 2, 0)));
    assertThat(inbox.store().markers(CONSUMER, List.of(ORDERS))).hasSize(1);
    inbox
        .transactions()
        .run(
            tx -> {
              inbox.store().unmark(tx, CONSUMER, List.of(ORDERS));
              return ORDERS;
            });

    inbox.storeAs(dead(AfterDeath.BLOCK), arrival(4L, 4, "e"), arrival(5L, 5, "f"));
    InboxAdmin admin = JdbcInboxAdmin.of(postgres.dataSourceOf(roles.app()), owner.schema());
    long seq = admin.list(InboxFilter.deadLetters(CONSUMER), 0, 10).get(0).seq();
    assertThat(admin.show(CONSUMER, seq)).isPresent();
    assertThat(admin.retry(CONSUMER, seq, ANA)).isTrue();
    assertThat(admin.discard(InboxFilter.deadLetters(CONSUMER), ANA)).isOne();
    assertThat(inbox.store().backlog(CONSUMER).parked()).isOne();

    forgeOldIds(owner);
    assertThat(inbox.store().purge().slots()).isOne();
  }

  @Test
  void whoMayNotIsToldWithTheStateOfTheError() throws SQLException {
    String stranger = "stranger" + PostgresFixture.number();
    postgres.execute("CREATE ROLE " + stranger + " LOGIN");
    assertThatThrownBy(() -> new InboxByHand(postgres, "twinbox", postgres.dataSourceOf(stranger)))
        .hasMessageContaining("42501");
    assertThatThrownBy(() -> new InboxByHand(postgres, "not_there", postgres.dataSource()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("twinbox schema");
  }

  /** Two ids of the slot that is purged now, one of them a survivor from the future. */
  private static void forgeOldIds(InboxByHand owner) throws SQLException {
    long period = Schema.DEFAULT_RETENTION.toMillis() / 6;
    long current = Instant.now().toEpochMilli() / period;
    for (long number : new long[] {current - 7, current + 9}) {
      Instant time = Instant.ofEpochMilli(number * period + 1_000);
      owner.execute(
          "INSERT INTO twinbox.inbox SELECT '%s', 0, now(), twinbox.inbox_slot(%d), 1"
              .formatted(MessageId.of(idOf(time)).uuid(), time.toEpochMilli()));
    }
  }
}
