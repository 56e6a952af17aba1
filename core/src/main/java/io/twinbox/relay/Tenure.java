package io.twinbox.relay;

import io.twinbox.AfterDeath;
import io.twinbox.EntryState;
import io.twinbox.spi.Batch;
import io.twinbox.spi.BatchId;
import io.twinbox.spi.Entry;
import io.twinbox.spi.JournalRow;
import io.twinbox.spi.Lane;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.ParkedEntry;
import io.twinbox.spi.Reading;
import io.twinbox.spi.RowKind;
import io.twinbox.spi.Settlement;
import io.twinbox.spi.Takeover;
import io.twinbox.spi.Verdict;
import io.twinbox.spi.Window;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that an owner knows between its takeover and the moment it loses the journal: position,
 * batches in flight, blocked lanes, verdicts not yet written. Whatever goes wrong, it is dropped as
 * a whole and the next one starts from the journal; there is no other way to recover.
 *
 * <p>Used by the engine's thread only.
 *
 * <p>Invariants: nothing is sent before its claim is committed; a batch is confirmed only when each
 * of its entries is published or part of the settlement written with that confirmation; batches are
 * settled in the order of their numbers.
 */
final class Tenure {
  /** A confirmation waits this long for a claim to ride on. */
  private static final Duration CONFIRM_AFTER = Duration.ofMillis(50);

  /** How often lanes are looked for that an operator has set free or a former owner has parked. */
  private static final Duration LOOK_FOR_DUE = Duration.ofSeconds(1);

  /** Places of the log that an idle channel may look through in vain before it moves its bound. */
  private static final long MARK_AFTER = 2_000;

  /** What was delivered of a settled batch, as long as the journal does not say so. */
  private record Unwritten(long no, List<Entry> published) {}

  private final Parts parts;
  private final Settler settler;
  private final JournalPen pen;
  private final ReadAhead readAhead;
  private final Rhythm rhythm;
  private final Lanes lanes = new Lanes();
  private final Deque<Batch> toResume = new ArrayDeque<>();
  private final Deque<Flight> flights = new ArrayDeque<>();
  private final PausedTopics pausedTopics;
  private final UnderWay underWay = new UnderWay();
  private final Delivered delivered;
  private final Deque<Unwritten> settledUnwritten = new ArrayDeque<>();
  private final List<Verdict> parkedVerdicts = new ArrayList<>();
  private final List<Verdict> retriedVerdicts = new ArrayList<>();
  private Window position;

  private long settledAt;
  private long dueLookAt;
  private long lastSettled;

  Tenure(Parts parts, Takeover takeover, Delivered delivered, PausedTopics pausedTopics) {
    this.pausedTopics = pausedTopics;
    this.parts = parts;
    this.delivered = delivered;
    this.settler = new Settler(parts.options().retry(), parts.random());
    this.pen = new JournalPen(parts.store(), parts.id(), takeover);
    this.readAhead = new ReadAhead(parts);
    this.position = takeover.position();
    this.toResume.addAll(takeover.unconfirmed());
    this.lanes.load(takeover.blocked());
    this.rhythm = new Rhythm(parts.clock(), parts.options().pollInterval());
    this.settledAt = parts.clock().nanos();
    this.dueLookAt = settledAt;
  }

  /**
   * Does the next thing there is to do.
   *
   * @param maxFlights batches that may be in flight; 0 = start nothing new
   * @return how long to wait before the next step, unless something happens
   * @throws LostException if the publisher lost its way
   */
  Duration step(int maxFlights) {
    if (settleEnded()) {
      return Duration.ZERO;
    }
    if (flights.size() < maxFlights && startNext()) {
      return Duration.ZERO;
    }
    if (confirmDue()) {
      confirm();
    }
    return rhythm.pause();
  }

  /** Whether nothing is in flight or under way and everything settled is confirmed. */
  boolean atRest() {
    return flights.isEmpty() && underWay.none() && !unwritten();
  }

  private void confirm() {
    write(RowKind.CONFIRM, position.end());
  }

  /** Writes down all that has been answered; the rest is left to the next owner. */
  void finish() {
    settleAnswered();
    if (unwritten()) {
      confirm();
    }
    if (settleLate()) {
      confirm();
    }
  }

  /** Notes what was delivered and is not written. After the publisher's reset, at the end. */
  void remember() {
    settledUnwritten.forEach(settled -> settled.published.forEach(delivered::add));
    flights.forEach(flight -> flight.published().forEach(delivered::add));
    underWay.published().forEach(delivered::add);
  }

  int flightCount() {
    return flights.size();
  }

  int lanesBlocked() {
    return lanes.size();
  }

  long lastNo() {
    return pen.lastNo();
  }

  long confirmed() {
    return pen.confirmed();
  }

  /** A number that changes with every answer to the oldest batch in flight; 0 without one. */
  long progressMark() {
    Flight oldest = flights.peekFirst();
    return oldest == null ? 0 : oldest.no * 1_000_003 + oldest.open() + 1;
  }

  /** False after a write that failed: the journal's last row is not known. */
  boolean sound() {
    return pen.sound();
  }

  // --- settling ---------------------------------------------------------------------------------

  private boolean settleEnded() {
    boolean late = settleLate();
    boolean any = settleAnswered() || late;
    Throwable lost = underWay.lostCause();
    for (Flight flight : flights) {
      lost = lost == null ? flight.lostCause() : lost;
    }
    if (lost != null) {
      finish();
      throw new LostException(lost);
    }
    return any;
  }

  /**
   * What came of attempts whose batches were settled without them. Not before it is written that
   * their entries were set aside: this is about entries that are.
   */
  private boolean settleLate() {
    Flight late = settlementEmpty() ? underWay.answered(rejectStopsLane()) : null;
    if (late == null) {
      return false;
    }
    settle(late);
    return true;
  }

  private boolean settleAnswered() {
    boolean any = false;
    while (!flights.isEmpty() && flights.getFirst().succeeded()) {
      settle(flights.getFirst());
      flights.removeFirst();
      any = true;
    }
    return any;
  }

  private void settle(Flight flight) {
    flight.blockFailed(lanes);
    Settler.Settled settled = settler.settle(flight, lanes);
    boolean retry = flight.kind == RowKind.RETRY;
    (retry ? retriedVerdicts : parkedVerdicts).addAll(settled.verdicts());
    for (Verdict verdict : settled.verdicts()) {
      if (verdict.state() == EntryState.PARKED || verdict.blocking()) {
        lanes.parked(verdict.lane(), 1);
      }
    }
    flights.stream()
        .filter(later -> later != flight)
        .forEach(later -> later.fallBehind(settled.stopped()));
    flight.leave(underWay);
    settledUnwritten.addLast(new Unwritten(flight.no, flight.published()));
    lastSettled = Math.max(lastSettled, flight.no);
    long now = parts.clock().nanos();
    settledAt = now;
    parts.counters().add(settled);
    if (!parts.listeners().none()) {
      flight.published().forEach(entry -> parts.listeners().tell(l -> l.entryPublished(entry)));
    }
    parts
        .listeners()
        .tell(l -> l.batchSettled(flight.no, settled.published(), now - flight.startedAt));
    for (Settler.Failure failure : settled.failures()) {
      parts.listeners().tell(listener -> tell(listener, failure));
    }
  }

  private static void tell(RelayListener listener, Settler.Failure failure) {
    if (failure.dead()) {
      listener.entryDead(failure.entry(), failure.attempts(), failure.reason());
    } else {
      listener.entryParked(failure.entry(), failure.attempts(), failure.reason());
    }
  }

  private boolean settlementEmpty() {
    return parkedVerdicts.isEmpty() && retriedVerdicts.isEmpty();
  }

  /** The highest number up to which every batch is settled. */
  private long confirmable() {
    if (!flights.isEmpty()) {
      return flights.getFirst().no - 1;
    }
    return toResume.isEmpty() ? pen.lastNo() : toResume.getFirst().no() - 1;
  }

  /** Whether something is settled that the journal does not say yet. */
  private boolean unwritten() {
    return !settlementEmpty() || pen.confirmed() < lastSettled;
  }

  private boolean confirmDue() {
    if (!settlementEmpty()) {
      return true;
    }
    return unwritten()
        && flights.isEmpty()
        && parts.clock().nanos() - settledAt >= CONFIRM_AFTER.toNanos();
  }

  // --- the journal ------------------------------------------------------------------------------

  private void write(RowKind kind, Window window) {
    written(pen.write(kind, window, confirmable(), takeSettlement()));
  }

  private Settlement takeSettlement() {
    Settlement settlement = new Settlement(parkedVerdicts, retriedVerdicts);
    parkedVerdicts.clear();
    retriedVerdicts.clear();
    return settlement;
  }

  private void written(Map<Lane, Integer> waiting) {
    settledUnwritten.removeIf(settled -> settled.no <= pen.confirmed());
    waiting.forEach(
        (lane, count) -> {
          if (count > 0) {
            lanes.parked(lane, count);
            dueLookAt = parts.clock().nanos();
          } else if (flights.stream().anyMatch(flight -> flight.holds(lane))) {
            lanes.parked(lane, 0);
          } else {
            lanes.free(lane);
          }
        });
  }

  // --- starting batches -------------------------------------------------------------------------

  private boolean startNext() {
    if (!toResume.isEmpty()) {
      Batch batch = toResume.getFirst();
      List<ParkedEntry> entries = parts.store().reread(parts.id(), pen.head(), batch);
      toResume.removeFirst();
      send(batch.no(), batch.kind(), entries);
      return true;
    }
    return retryDue() || claimNext();
  }

  private boolean claimNext() {
    if (position.complete() && rhythm.gathers()) {
      return false;
    }
    Reading reading = readAhead.take(pen.head(), position, pen.committedHigh());
    if (reading.entries().isEmpty()) {
      return passOver(reading.window());
    }
    position = reading.window();
    readAhead.start(pen.head(), position);
    JournalRow row =
        new JournalRow(RowKind.CLAIM, position, confirmable(), reading.entries().size(), List.of());
    written(pen.write(row, takeSettlement()));
    rhythm.claimed(reading.entries().size());
    send(
        pen.lastNo(),
        RowKind.CLAIM,
        reading.entries().stream().map(entry -> new ParkedEntry(entry, 0)).toList());
    return true;
  }

  /**
   * A window without entries moves the position in memory; the journal hears of it with the next
   * row, or by one of its own once the bound has fallen far behind.
   */
  private boolean passOver(Window empty) {
    position = empty;
    if (empty.high() - pen.committedHigh() > MARK_AFTER) {
      write(RowKind.MARK, position.end());
    }
    return !empty.complete();
  }

  private boolean retryDue() {
    long now = parts.clock().nanos();
    if (now < dueLookAt || !settlementEmpty() || retries() >= mostRetries()) {
      return false;
    }
    Duration next = lanes.none() ? LOOK_FOR_DUE : parts.options().pollInterval();
    dueLookAt = now + next.toNanos();
    List<ParkedEntry> due =
        parts.store().readDue(parts.id(), pen.head(), beingTried(), parts.limits());
    if (due.isEmpty()) {
      return false;
    }
    List<Long> seqs = due.stream().map(parked -> parked.entry().seq()).toList();
    JournalRow row = new JournalRow(RowKind.RETRY, position.end(), confirmable(), due.size(), seqs);
    written(pen.write(row, takeSettlement()));
    send(pen.lastNo(), RowKind.RETRY, due);
    return true;
  }

  private long retries() {
    return flights.stream().filter(flight -> flight.kind == RowKind.RETRY).count();
  }

  /** One that takes long does not keep others waiting that are due later, nor what is new. */
  private int mostRetries() {
    return Math.max(1, parts.options().pipeline() - 1);
  }

  /** Lanes of which the database does not know yet what became of what is due. */
  private Set<Lane> beingTried() {
    Set<Lane> tried = new HashSet<>(underWay.lanes());
    flights.forEach(flight -> tried.addAll(flight.retriedLanes()));
    return tried;
  }

  private void send(long no, RowKind kind, List<ParkedEntry> entries) {
    // Before the look at the results: nobody's listener may come between that and the publisher.
    parts.listeners().tell(listener -> listener.batchClaimed(no, entries.size()));
    flights.forEach(flight -> flight.blockFailed(lanes));
    Flight flight = new Flight(no, kind, parts.clock().nanos());
    flight.board(entries, lanes, delivered, pausedTopics.of(entries));
    flights.addLast(flight);
    List<Entry> sent = flight.entriesSent();
    if (!sent.isEmpty()) {
      Outcomes outcomes = new Outcomes(sent.size(), rejectStopsLane(), parts.signal()::raise);
      flight.departed(outcomes);
      publish(new BatchId(parts.id(), no), sent, outcomes);
    }
    flight.blockFailed(lanes);
  }

  private void publish(BatchId batch, List<Entry> entries, Outcomes outcomes) {
    try {
      parts.publisher().publish(batch, entries, outcomes);
    } catch (RuntimeException e) {
      outcomes.lost(e);
    }
  }

  private boolean rejectStopsLane() {
    return parts.options().retry().afterDeath() == AfterDeath.BLOCK;
  }
}
