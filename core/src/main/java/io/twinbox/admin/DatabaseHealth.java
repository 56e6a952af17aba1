package io.twinbox.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why something may be waiting: the database's side of it.
 *
 * @param at when it was read, by the database's clock
 * @param version the server's
 * @param startedAt since when the server runs
 * @param retention how long entries are kept
 * @param oldest the sessions and prepared transactions with the oldest transactions or snapshots,
 *     oldest first, at most 10
 * @param slots the slots of the log's ring, by number
 * @param nextPurge which slot is purged next, when, and what pins it
 * @param positions how far each relay's journal is
 * @param connections how many there are
 */
public record DatabaseHealth(
    Instant at,
    String version,
    Instant startedAt,
    Duration retention,
    List<Holder> oldest,
    List<Slot> slots,
    NextPurge nextPurge,
    List<Position> positions,
    Connections connections) {

  /**
   * Who holds an old transaction or snapshot.
   *
   * @param pid the process to ask, or to end by {@code pg_terminate_backend}; 0 = a prepared
   *     transaction, see {@code name}
   * @param user the role
   * @param name the application's name, or the prepared transaction's
   * @param client its address; null = local, or not told
   * @param state as PostgreSQL calls it: active, idle in transaction, prepared …
   * @param waitsFor what it waits for; null = nothing
   * @param age since when its transaction is open
   * @param pins how many transactions back its snapshot holds what vacuum could remove; 0 = it
   *     holds none
   * @param query what it runs or ran last; null = hidden, or not to be seen by this role
   */
  public record Holder(
      int pid,
      @Nullable String user,
      String name,
      @Nullable String client,
      String state,
      @Nullable String waitsFor,
      Duration age,
      long pins,
      @Nullable String query) {}

  /**
   * A slot of the ring.
   *
   * @param number 0 to 7
   * @param use what it is for now
   * @param bytes with indexes and large payloads
   * @param entries how many, by their places in the log
   * @param oldest the time of its first entry; null = it is empty
   * @param newest the time of its last entry; null = it is empty
   */
  public record Slot(
      int number,
      Use use,
      long bytes,
      Count entries,
      @Nullable Instant oldest,
      @Nullable Instant newest) {

    /** What a slot is for at a moment. */
    public enum Use {
      /** New entries go here. */
      WRITTEN,
      /** Comes next: it must be empty by then. */
      NEXT,
      /** Kept until its turn. */
      KEPT
    }
  }

  /**
   * The next purge.
   *
   * @param slot which one
   * @param notBefore when its youngest entry is old enough; null = it is empty
   * @param writtenFrom when new entries go there, whether it is empty or not
   * @param pinnedBy why it could not be purged now; null = it is empty or could be
   */
  public record NextPurge(
      int slot, @Nullable Instant notBefore, Instant writtenFrom, @Nullable String pinnedBy) {}

  /**
   * A relay's journal.
   *
   * @param relay the relay
   * @param lastBatch number of the last row
   * @param confirmed every batch up to this is settled
   * @param at when the last row was written
   * @param seq the log's sequence as of that row
   * @param behind places given out since then
   */
  public record Position(
      String relay, long lastBatch, long confirmed, Instant at, long seq, long behind) {}

  /**
   * The server's connections.
   *
   * @param used those there are
   * @param most how many there may be
   * @param byState how many of this database are in which state
   */
  public record Connections(int used, int most, Map<String, Integer> byState) {
    public Connections {
      byState = Map.copyOf(byState);
    }
  }

  public DatabaseHealth {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(retention, "retention");
    oldest = List.copyOf(oldest);
    slots = List.copyOf(slots);
    Objects.requireNonNull(nextPurge, "nextPurge");
    positions = List.copyOf(positions);
    Objects.requireNonNull(connections, "connections");
  }
}
