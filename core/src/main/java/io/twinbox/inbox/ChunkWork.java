package io.twinbox.inbox;

import io.twinbox.RecordFault;
import io.twinbox.spi.Arrival;
import io.twinbox.spi.Claimed;
import io.twinbox.spi.Fate;
import io.twinbox.spi.Partition;
import io.twinbox.spi.Release;
import io.twinbox.spi.SetAside;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Settles what was polled, a chunk after the other, a transaction per step: claims it, handles or
 * stores it, and only then lets its offsets be committed. Stepped by one thread.
 *
 * <p>A chunk stays in hand until all of it is settled, whatever goes wrong in between. What of it
 * was settled already is a duplicate when it is tried again.
 */
final class ChunkWork {
  private static final Duration NOTHING_TO_DO = Duration.ofMillis(100);

  private final Parts parts;
  private final Buffer buffer;
  private final StoredBoard board;
  private final CrashWatch crashes;
  private final DecodeAhead ahead;
  private final Attempt attempt;
  private final Pace pace;
  private final Deque<Segment> todo = new ArrayDeque<>();
  private List<Item> chunk = List.of();

  ChunkWork(Parts parts, Buffer buffer, StoredBoard board, DecodeAhead ahead) {
    this.parts = parts;
    this.buffer = buffer;
    this.board = board;
    this.ahead = ahead;
    this.crashes = new CrashWatch(parts, buffer);
    this.attempt = new Attempt(parts);
    this.pace = new Pace(parts.options().chunkRecords(), parts.options().chunkTime());
  }

  /** Whether nothing is in hand. */
  boolean atRest() {
    return chunk.isEmpty();
  }

  /** Does the next thing; gives how long to wait unless something is polled. */
  Duration step(boolean begin) {
    Duration wait = parts.health().guard(() -> advance(begin));
    if (parts.health().abandoned()) {
      crashes.giveUp();
    }
    return wait;
  }

  private Duration advance(boolean begin) {
    if (chunk.isEmpty()) {
      if (!begin) {
        return NOTHING_TO_DO;
      }
      chunk = buffer.take(pace.size());
      if (chunk.isEmpty()) {
        return NOTHING_TO_DO;
      }
    }
    if (todo.isEmpty()) {
      todo.addAll(inline() ? crashes.plan(chunk) : List.of(Segment.handle(chunk)));
    }
    settleNext();
    if (todo.isEmpty()) {
      buffer.settled(chunk);
      chunk = List.of();
    }
    return Duration.ZERO;
  }

  private boolean inline() {
    return parts.options().mode() == InboxMode.INLINE;
  }

  private void settleNext() {
    Segment segment = todo.getFirst();
    List<Item> ours = buffer.ours(segment.items());
    if (ours.isEmpty()) {
      crashes.giveUp();
      todo.removeFirst();
      return;
    }
    crashes.before(segment);
    long begun = parts.clock().nanos();
    try {
      Set<Partition> unmark = todo.size() == 1 ? crashes.toUnmark(chunk) : Set.of();
      Tally tally = attempt.run(segment, tx -> settle(tx, segment, ours, unmark));
      todo.removeFirst();
      crashes.unmarked(unmark);
      pace.succeeded(ours.size(), parts.clock().nanos() - begun);
      if (tally.stored() > 0) {
        board.stored(tally.stored());
      }
    } catch (HandlerFailure e) {
      pace.failed();
      Fate fate = parts.verdicts().failed(1, e);
      List<Segment> next = segment.after(e, fate, pace.size());
      // Only now: without what takes its place, the rest of the chunk would pass for all of it.
      todo.removeFirst();
      for (int i = next.size() - 1; i >= 0; i--) {
        todo.addFirst(next.get(i));
      }
    }
  }

  private Claimed claim(Connection tx, List<Item> items, List<Arrival> arrivals) {
    ahead.begin(items);
    try {
      return parts.store().claim(tx, parts.consumer(), arrivals);
    } finally {
      ahead.end();
    }
  }

  /** One transaction. */
  private Tally settle(Connection tx, Segment segment, List<Item> items, Set<Partition> unmark) {
    List<Arrival> arrivals = items.stream().map(Item::arrival).toList();
    Claimed claimed = claim(tx, items, arrivals);
    Sorting sorting = new Sorting(parts, segment.fate());
    for (int i = 0; i < items.size(); i++) {
      sorting.sort(items.get(i), claimed.standings().get(i));
    }
    ahead.expect(sorting.handle().size() * 2 > items.size());
    segment.calling(sorting.handle());
    parts.calls().run(sorting.handle(), tx);
    sorting.tally().handled(sorting.handle().size());
    if (!sorting.store().isEmpty()) {
      List<SetAside> stored = parts.store().store(tx, parts.consumer(), sorting.store());
      parts.deadLetters().append(tx, stored, sorting.tally());
    }
    if (!unmark.isEmpty()) {
      parts.store().unmark(tx, parts.consumer(), unmark);
    }
    if (parts.store().release(tx, claimed.guard()) == Release.LOST) {
      throw new HandlerFailure(
          List.of(),
          sorting.handle(),
          RecordFault.TRANSACTION_BROKEN,
          new IllegalStateException("the handler ended or broke its transaction"));
    }
    return sorting.tally();
  }
}
