package io.twinbox.inbox;

import io.twinbox.RecordFault;
import io.twinbox.RecordState;
import io.twinbox.spi.ChunkLimits;
import io.twinbox.spi.Fate;
import io.twinbox.spi.Release;
import io.twinbox.spi.StoredRecord;
import io.twinbox.spi.Taken;
import io.twinbox.spi.Ticket;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Handles stored records, a transaction per step. Stepped by one thread; several workers and nodes
 * compete.
 *
 * <p>What was parked is tried one by one, each attempt counted and committed before. What waits for
 * its first handling is taken together and uncounted; only the first chunk of a bucket after a
 * start is counted, so that a record that kills the process is found.
 *
 * <p>A claim counts an attempt of everything it takes. So it takes as much as will soon be tried,
 * beginning with one record; what is not tried when half of the lease is over, or when the consumer
 * is closed, is put back as it was; and a record whose process died is claimed alone, so that the
 * next death is counted for nobody else.
 */
final class StoredWorker {
  private static final Duration LEAST_LEASE = Duration.ofMinutes(1);

  /** How long it should take to try all that was claimed at once. */
  private static final Duration CLAIM_TIME = Duration.ofSeconds(10);

  private final Parts parts;
  private final StoredBoard board;
  private final Attempt attempt;
  private final Pace pace;
  private final Pace claims;
  private final Duration lease;
  private final Deque<Segment> claimed = new ArrayDeque<>();
  private int claimedRecords;
  private long claimedAt;
  private boolean tried;
  private final Set<Integer> proved = new HashSet<>();
  private @Nullable Integer bucket;
  private Segment uncounted = Segment.handle(List.of());

  StoredWorker(Parts parts, StoredBoard board) {
    this.parts = parts;
    this.board = board;
    this.attempt = new Attempt(parts);
    this.pace = new Pace(parts.options().chunkRecords(), parts.options().chunkTime());
    this.claims = Pace.fromOne(parts.options().chunkRecords(), CLAIM_TIME);
    Duration twice = parts.options().handlerTimeLimit().multipliedBy(2);
    this.lease = twice.compareTo(LEAST_LEASE) > 0 ? twice : LEAST_LEASE;
  }

  /** Whether nothing is in hand. */
  boolean atRest() {
    return claimed.isEmpty();
  }

  /** Does the next thing; gives how long to wait unless something is stored. */
  Duration step(boolean begin) {
    Duration wait = parts.health().guard(() -> advance(begin));
    if (parts.health().abandoned()) {
      PartingAct.run(this::putBackUntried);
    }
    return wait;
  }

  private Duration advance(boolean begin) {
    if (!claimed.isEmpty()) {
      workAtClaimed(begin);
      return Duration.ZERO;
    }
    if (bucket != null) {
      finishBucket(bucket, true);
    }
    if (!begin) {
      return board.untilNext();
    }
    board.look();
    if (board.takeDue()) {
      claimDue();
      return Duration.ZERO;
    }
    OptionalInt next = board.takeBucket();
    if (next.isEmpty()) {
      return board.untilNext();
    }
    bucket = next.getAsInt();
    workAt(next.getAsInt());
    return Duration.ZERO;
  }

  private void finishBucket(int number, boolean more) {
    bucket = null;
    board.done(number, more);
  }

  private ChunkLimits limits() {
    return new ChunkLimits(pace.size(), parts.options().chunkBytes());
  }

  // Claimed and counted --------------------------------------------------------------------------

  private void claimDue() {
    long now = parts.clock().nanos();
    ChunkLimits few = new ChunkLimits(claims.size(), parts.options().chunkBytes());
    List<StoredRecord> due = parts.store().claimDue(parts.consumer(), lease, few);
    claimed(due.size(), now);
    due.forEach(stored -> claimed.add(Segment.handle(List.of(Item.stored(stored)))));
    if (due.stream().anyMatch(stored -> stored.state() == RecordState.RECEIVED)) {
      claims.beginAgain();
      keepFirst();
    }
    board.changed();
  }

  /** Its process died over one of them: the others must not be in hand if it happens again. */
  private void keepFirst() {
    if (claimed.size() > 1) {
      Segment first = claimed.removeFirst();
      try {
        putBackUntried();
      } finally {
        claimed.addFirst(first);
      }
    }
  }

  private void claimed(int records, long now) {
    claimedRecords = records;
    claimedAt = now;
    tried = false;
  }

  private void claimBucket(int number) {
    long now = parts.clock().nanos();
    List<StoredRecord> records =
        parts.store().claimBucket(parts.consumer(), number, lease, limits());
    claimed(records.size(), now);
    if (records.isEmpty()) {
      finishBucket(number, false);
    } else {
      claimed.add(Segment.handle(records.stream().map(Item::stored).toList()));
    }
  }

  private void workAtClaimed(boolean begin) {
    long held = parts.clock().nanos() - claimedAt;
    if (!begin || (tried && held > lease.toNanos() / 2)) {
      putBackUntried();
    }
    if (!claimed.isEmpty()) {
      tried = true;
      settleClaimed();
    }
    if (claimed.isEmpty() && bucket == null) {
      claims.succeeded(claimedRecords, parts.clock().nanos() - claimedAt);
    }
  }

  /** What failed and is to be written down stays in hand. */
  private void putBackUntried() {
    List<Ticket> untried = new ArrayList<>();
    claimed.stream()
        .filter(segment -> segment.fate() == null)
        .forEach(segment -> segment.items().forEach(item -> untried.add(item.ticket())));
    if (!untried.isEmpty()) {
      parts.store().putBack(parts.consumer(), untried);
      claimed.removeIf(segment -> segment.fate() == null);
      board.changed();
    }
  }

  private void settleClaimed() {
    Segment segment = claimed.getFirst();
    Item only = segment.items().get(0);
    Fate fate = segment.items().size() == 1 ? fateOf(segment, only) : null;
    if (fate != null) {
      attempt.run(segment, tx -> setAside(tx, only, fate));
      claimed.removeFirst();
      board.changed();
      return;
    }
    long begun = parts.clock().nanos();
    try {
      Tally tally = attempt.run(segment, tx -> handleClaimed(tx, segment));
      claimed.removeFirst();
      pace.succeeded(segment.items().size(), parts.clock().nanos() - begun);
      if (tally.handled() > 0) {
        proveBucket();
      }
      board.changed();
    } catch (HandlerFailure e) {
      pace.failed();
      int attempts = e.culprits().isEmpty() ? 1 : e.culprits().get(0).attempt();
      List<Segment> next = segment.after(e, parts.verdicts().failed(attempts, e), pace.size());
      claimed.removeFirst();
      for (int i = next.size() - 1; i >= 0; i--) {
        claimed.addFirst(next.get(i));
      }
    }
  }

  private void proveBucket() {
    if (bucket != null) {
      proved.add(bucket);
    }
  }

  /** What becomes of a record that is not to be tried now; null = it is handled. */
  private @Nullable Fate fateOf(Segment segment, Item item) {
    if (segment.fate() != null) {
      return segment.fate();
    }
    int attempts = item.stored().attempts();
    boolean everFailed = item.stored().state() == RecordState.PARKED;
    int most = everFailed ? parts.options().retry().maxAttempts() : parts.options().maxCrashes();
    return attempts > most ? parts.verdicts().killer(attempts - 1) : null;
  }

  /** Writes down a failure; what was claimed behind it in its lane goes back, uncounted. */
  private Tally setAside(Connection tx, Item item, Fate fate) {
    Tally tally = new Tally(parts);
    if (parts.store().settle(tx, parts.consumer(), item.ticket(), fate)) {
      tally.settled(item.record(), fate);
      parts.deadLetters().append(tx, item.record(), fate, tally);
    }
    if (item.lane() != null && Verdicts.blocksLane(fate)) {
      putBackBehind(tx, item);
    }
    return tally;
  }

  private void putBackBehind(Connection tx, Item head) {
    for (Segment segment : List.copyOf(claimed)) {
      for (Item item : segment.items()) {
        if (item != head && head.lane() != null && head.lane().equals(item.lane())) {
          putBack(tx, item);
        }
      }
    }
  }

  /** Its ticket is void from now on, so that no later lock finds it. */
  private void putBack(Connection tx, Item item) {
    parts.store().settle(tx, parts.consumer(), item.ticket(), Fate.RECEIVED);
  }

  private Tally handleClaimed(Connection tx, Segment segment) {
    List<Ticket> tickets = segment.items().stream().map(Item::ticket).toList();
    Taken taken = parts.store().lock(tx, parts.consumer(), tickets);
    Set<Long> held = new HashSet<>();
    taken.records().forEach(stored -> held.add(stored.seq()));
    StoredSorting sorting = new StoredSorting(parts);
    for (Item item : segment.items()) {
      if (held.contains(item.stored().seq())) {
        sorting.sort(item);
      } else {
        sorting.lost(item);
      }
    }
    sorting.waiting().forEach(item -> putBack(tx, item));
    return handle(tx, segment, sorting, taken);
  }

  // Taken and not counted ------------------------------------------------------------------------

  private void workAt(int number) {
    if (!proved.contains(number)) {
      claimBucket(number);
      return;
    }
    int[] taken = {0};
    int most = pace.size();
    long begun = parts.clock().nanos();
    try {
      attempt.run(uncounted, tx -> handleTaken(tx, number, taken));
      pace.succeeded(taken[0], parts.clock().nanos() - begun);
      finishBucket(number, taken[0] >= most);
    } catch (HandlerFailure e) {
      pace.failed();
      settleUncounted(number, e);
    }
    uncounted = Segment.handle(List.of());
  }

  private void settleUncounted(int number, HandlerFailure e) {
    if (e.culprits().size() == 1) {
      Item culprit = e.culprits().get(0);
      Fate fate = parts.verdicts().failed(1, e);
      attempt.run(Segment.setAside(culprit, fate), tx -> setAside(tx, culprit, fate));
      finishBucket(number, true);
    } else {
      // Which one it was is found by halving, and that needs a claim.
      claimBucket(number);
    }
  }

  private Tally handleTaken(Connection tx, int number, int[] count) {
    Taken taken = parts.store().take(tx, parts.consumer(), number, limits());
    count[0] = taken.records().size();
    StoredSorting sorting = new StoredSorting(parts);
    taken.records().forEach(stored -> sorting.sort(Item.stored(stored)));
    return handle(tx, uncounted, sorting, taken);
  }

  // Both -----------------------------------------------------------------------------------------

  private Tally handle(Connection tx, Segment segment, StoredSorting sorting, Taken taken) {
    segment.calling(sorting.handle());
    parts.calls().run(sorting.handle(), tx);
    sorting.tally().handled(sorting.handle().size());
    List<Long> gone = new ArrayList<>(sorting.dropped());
    sorting.handle().forEach(item -> gone.add(item.stored().seq()));
    if (!gone.isEmpty()) {
      parts.store().complete(tx, parts.consumer(), gone);
    }
    sorting
        .refused()
        .forEach(
            (item, fate) -> {
              parts.store().settle(tx, parts.consumer(), item.ticket(), fate);
              parts.deadLetters().append(tx, item.record(), fate, sorting.tally());
            });
    if (parts.store().release(tx, taken.guard()) == Release.LOST) {
      throw new HandlerFailure(
          List.of(),
          sorting.handle(),
          RecordFault.TRANSACTION_BROKEN,
          new IllegalStateException("the handler ended or broke its transaction"));
    }
    return sorting.tally();
  }
}
