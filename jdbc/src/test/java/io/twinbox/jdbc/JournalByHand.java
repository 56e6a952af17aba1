package io.twinbox.jdbc;

import java.sql.SQLException;

/** Writes a relay's journal the way the relay does, one row at a time, without being one. */
final class JournalByHand {

  private static final String ROW =
      """
      INSERT INTO %s.relay_journal
        (relay, no, epoch, kind, token, from_snapshot, to_snapshot, from_low, to_low, lo, hi, high,
         confirmed, entries, install_id, system_identifier, timeline)
      VALUES ('%s', %d, 1, 'claim', gen_random_uuid(), '%s', '%s', %d, %d, %d, %d, %d, %d, 0,
              gen_random_uuid(), 1, 1)
      """;

  private final PostgresFixture postgres;
  private final String schema;
  private final String relay;

  private long no;
  private String from = "1:1:";
  private String to = "1:1:";
  private long fromLow;
  private long toLow;
  private long hi;
  private long high;

  JournalByHand(PostgresFixture postgres, String schema, String relay, String channel)
      throws SQLException {
    this.postgres = postgres;
    this.schema = schema;
    this.relay = relay;
    postgres.execute(
        "INSERT INTO %s.relay (name, channel) VALUES ('%s', '%s')"
            .formatted(schema, relay, channel));
  }

  /** Claims all there is to see, or the rest of a difference claimed in part. */
  long claim(long confirmed) throws SQLException {
    return claimUpTo(Long.MAX_VALUE, confirmed);
  }

  /** Claims what there is to see up to a seq; the next claim goes on from there. */
  long claimUpTo(long seq, long confirmed) throws SQLException {
    long lo = hi;
    if (hi == high) {
      from = to;
      fromLow = toLow;
      toLow = high;
      to = postgres.texts("SELECT pg_current_snapshot()").get(0);
      high = postgres.number("SELECT last_value FROM " + schema + ".outbox_seq");
      lo = fromLow;
    }
    hi = Math.min(high, seq);
    no++;
    postgres.execute(
        ROW.formatted(schema, relay, no, from, to, fromLow, toLow, lo, hi, high, confirmed));
    return no;
  }
}
