package io.twinbox.console.api;

import io.twinbox.admin.DatabaseHealth;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The database's health as the document says. */
record WaitingView(
    Instant at,
    String serverVersion,
    Instant startedAt,
    long retentionMs,
    DatabaseHealth.Connections connections,
    List<Holder> holders,
    List<Slot> slots,
    DatabaseHealth.NextPurge nextPurge,
    List<DatabaseHealth.Position> relays) {

  static WaitingView of(DatabaseHealth health) {
    return new WaitingView(
        health.at(),
        health.version(),
        health.startedAt(),
        health.retention().toMillis(),
        health.connections(),
        health.oldest().stream().map(Holder::of).toList(),
        health.slots().stream().map(Slot::of).toList(),
        health.nextPurge(),
        health.positions());
  }

  /** A session or a prepared transaction. */
  record Holder(
      int pid,
      @Nullable String user,
      String name,
      @Nullable String client,
      String state,
      @Nullable String waitsFor,
      long ageMs,
      long pins,
      @Nullable String query) {
    static Holder of(DatabaseHealth.Holder holder) {
      return new Holder(
          holder.pid(),
          holder.user(),
          holder.name(),
          holder.client(),
          holder.state(),
          holder.waitsFor(),
          holder.age().toMillis(),
          holder.pins(),
          holder.query());
    }
  }

  /** A slot of the ring. */
  record Slot(
      int number,
      DatabaseHealth.Slot.Use use,
      long bytes,
      OverviewView.Counted entries,
      @Nullable Instant oldestAt,
      @Nullable Instant newestAt) {
    static Slot of(DatabaseHealth.Slot slot) {
      return new Slot(
          slot.number(),
          slot.use(),
          slot.bytes(),
          OverviewView.Counted.of(slot.entries()),
          slot.oldest(),
          slot.newest());
    }
  }
}
