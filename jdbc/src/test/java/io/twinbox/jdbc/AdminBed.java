package io.twinbox.jdbc;

import io.twinbox.admin.Act;
import io.twinbox.admin.EntryPage;
import io.twinbox.admin.EntrySearch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A log in a schema of its own, with one relay, for tests of what operators look at and do. */
final class AdminBed {
  static final Act ANA = new Act("ana", "mended");

  final PostgresFixture postgres;
  final String schema;
  final JdbcOutboxStore store;
  final RelayByHand relay;
  final JdbcAdmin admin;

  AdminBed(PostgresFixture postgres) {
    this.postgres = postgres;
    this.schema = postgres.newSchema();
    this.store = JdbcOutboxStore.builder().dataSource(postgres.dataSource()).schema(schema).build();
    this.relay = new RelayByHand(store, RelayByHand.ORDERS);
    this.admin = JdbcAdmin.of(postgres.dataSource(), schema);
    relay.takeOver("node-1");
  }

  void execute(String... statements) throws SQLException {
    for (String sql : statements) {
      postgres.execute(sql.replace("twinbox.", schema + "."));
    }
  }

  List<String> texts(String query) throws SQLException {
    return postgres.texts(query.replace("twinbox.", schema + "."));
  }

  long number(String query) throws SQLException {
    return Long.parseLong(texts(query).get(0));
  }

  /** Appends entries to topic t with the keys k0 to k9, in slot 0. */
  void append(int entries) throws SQLException {
    append("t", entries, 0);
  }

  void append(String topic, int entries, int slot) throws SQLException {
    execute(
        """
        INSERT INTO twinbox.outbox (slot, topic, key, type, payload, headers)
        SELECT %d, '%s', 'k' || i %% 10, 'T', convert_to('p' || i, 'UTF8'),
               jsonb_build_object('n', i::text)
        FROM generate_series(1, %d) i ORDER BY i
        """
            .formatted(slot, topic, entries));
  }

  /** Publishes all there is. */
  void publishAll() {
    relay.claimAndConfirmAll();
  }

  /** Makes published entries dead letters, with the error given; {@code which} is a condition. */
  void kill(String which, String error) throws SQLException {
    execute(
        """
        INSERT INTO twinbox.parked
          (relay, seq, lane, state, attempts, error, error_class, ended_at, xid, id, channel, topic,
           key, type, content_type, payload, headers, occurred_at, failures)
        SELECT 'orders', e.seq, e.topic || coalesce('/' || e.key, ''), 'DEAD', 3, '%s', 'Refused',
               clock_timestamp(), e.xid, e.id, e.channel, e.topic, e.key, e.type, e.content_type,
               e.payload, e.headers, e.occurred_at,
               '[{"attempt": 3, "at": "2026-01-01T00:00:00Z", "error": "last", "class": "Refused"}]'
        FROM twinbox.outbox e WHERE %s
        """
            .formatted(error, which));
  }

  /** Every page of a search, one after the other. */
  List<Long> allPages(EntrySearch search, int limit) {
    List<Long> seqs = new ArrayList<>();
    long before = 0;
    do {
      EntryPage page = admin.queries().entries(search, before, limit);
      page.items().forEach(item -> seqs.add(item.seq()));
      before = page.next();
    } while (before > 0);
    return seqs;
  }
}
