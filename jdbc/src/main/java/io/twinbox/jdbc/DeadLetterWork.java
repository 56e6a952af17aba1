package io.twinbox.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts back or drops dead letters of a relay, many at once. Whoever changes a lane locks its head
 * first; here nobody waits for one, for the relay locks heads of many lanes in any order: a letter
 * whose lane is busy is passed over and left to the next time.
 */
final class DeadLetterWork {
  /** What is done to a dead letter. */
  enum Deed {
    /** Back at its place in its lane, due at once and with no attempts counted. */
    RETRY(
        "retry",
        """
        state = 'PARKED', blocking = false, attempts = 0, ended_at = NULL,
        next_attempt_at = clock_timestamp()
        """),
    /** Stays to be read, and blocks nothing. */
    DISCARD("discard", "blocking = false, discarded_at = clock_timestamp()");

    private final String word;
    private final String changes;

    Deed(String word, String changes) {
      this.word = word;
      this.changes = changes;
    }

    /** For the audit. */
    String word() {
      return word;
    }
  }

  private static final String HEADS =
      """
      SELECT d.seq, d.lane,
             (SELECT h.seq FROM twinbox.parked h
              WHERE h.relay = d.relay AND h.lane = d.lane AND (h.state = 'PARKED' OR h.blocking)
              ORDER BY h.seq LIMIT 1) AS head
      FROM twinbox.parked d
      WHERE d.relay = ? AND d.seq = ANY (?) AND d.state = 'DEAD' AND d.discarded_at IS NULL
      ORDER BY d.seq
      """;

  private static final String LOCK_HEADS =
      """
      SELECT h.seq FROM twinbox.parked h
      WHERE h.relay = ? AND h.seq = ANY (?)
      ORDER BY h.seq
      FOR NO KEY UPDATE SKIP LOCKED
      """;

  private static final String CHANGE =
      """
      UPDATE twinbox.parked p SET CHANGES
      WHERE p.relay = ? AND p.state = 'DEAD' AND p.discarded_at IS NULL
        AND p.seq IN (SELECT l.seq FROM twinbox.parked l
                      WHERE l.relay = ? AND l.seq = ANY (?)
                        AND l.state = 'DEAD' AND l.discarded_at IS NULL
                      ORDER BY l.seq FOR NO KEY UPDATE SKIP LOCKED)
      RETURNING p.seq
      """;

  /** What waited behind a letter has no time of its own yet. */
  private static final String PROMOTE =
      """
      UPDATE twinbox.parked p SET next_attempt_at = clock_timestamp()
      FROM unnest(?::text[]) AS l(lane)
      CROSS JOIN LATERAL (
        SELECT h.seq FROM twinbox.parked h
        WHERE h.relay = ? AND h.lane = l.lane AND (h.state = 'PARKED' OR h.blocking)
        ORDER BY h.seq LIMIT 1
      ) head
      WHERE p.relay = ? AND p.seq = head.seq AND p.state = 'PARKED' AND p.next_attempt_at IS NULL
      """;

  private final Database database;

  DeadLetterWork(Database database) {
    this.database = database;
  }

  /** A letter that is to be changed. */
  private record Letter(long seq, String lane, long head) {}

  /**
   * Changes those that are dead letters and whose lane is free to be changed.
   *
   * @return the seqs changed
   */
  Set<Long> apply(Connection tx, Deed deed, String relay, Collection<Long> seqs)
      throws SQLException {
    if (seqs.isEmpty()) {
      return Set.of();
    }
    List<Letter> letters =
        new Query(database, HEADS, relay, new ArrayList<>(seqs)).list(tx, DeadLetterWork::letter);
    Set<Long> heads = new HashSet<>();
    letters.stream().filter(letter -> letter.head > 0).forEach(letter -> heads.add(letter.head));
    Set<Long> locked =
        new HashSet<>(
            new Query(database, LOCK_HEADS, relay, new ArrayList<>(heads))
                .list(tx, row -> row.getLong(1)));
    List<Letter> free =
        letters.stream()
            .filter(letter -> letter.head == 0 || locked.contains(letter.head))
            .toList();
    List<Long> wanted = free.stream().map(Letter::seq).toList();
    Set<Long> changed =
        new HashSet<>(
            new Query(database, CHANGE.replace("CHANGES", deed.changes), relay, relay, wanted)
                .list(tx, row -> row.getLong(1)));
    List<String> lanes =
        free.stream()
            .filter(letter -> changed.contains(letter.seq))
            .map(Letter::lane)
            .distinct()
            .toList();
    if (!lanes.isEmpty()) {
      new Query(database, PROMOTE, lanes, relay, relay).update(tx);
    }
    return changed;
  }

  private static Letter letter(ResultSet row) throws SQLException {
    return new Letter(row.getLong("seq"), RecordRows.text(row, "lane"), row.getLong("head"));
  }
}
