package io.twinbox.delivery;

import io.twinbox.spi.Entry;
import io.twinbox.spi.Lane;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who is tried next, and what becomes of the others. Decides only: it has no threads and no clock.
 * Not thread-safe.
 *
 * <p>Invariants: one attempt at a time in a lane; an entry that stops its lane takes all of the
 * lane with it that is in hand; what the relay hands over without knowing that yet is held back
 * (the next call at most, see the port).
 */
final class Board {
  private static final PublishResult HELD_BACK =
      new PublishResult.Postpone(
          "waits behind an earlier entry of its lane", "Behind", Duration.ofMillis(100));

  private static final PublishResult STOPPED =
      new PublishResult.Postpone("the relay stopped before it was tried", "Stopped", Duration.ZERO);

  /**
   * A lane that was stopped.
   *
   * @param until the last call that may not know: the one in which it was stopped, for its results
   *     are seen when it returns; or the next, if it was stopped between two
   * @param lastSeq what came up to here was answered; who is handed over again is known of
   */
  private record Stop(long until, long lastSeq) {}

  /** For an attempt to end after it was told to. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private final LaneOptions options;
  private final RandomGenerator random;
  private final Map<Lane, LaneLine> lanes = new HashMap<>();
  private final Map<String, TopicLine> topics = new LinkedHashMap<>();
  private final Map<Lane, Stop> stops = new HashMap<>();
  private final List<LaneLine.Running> running = new ArrayList<>();
  private long call;
  private int fresh;
  private boolean wrappedUp;

  Board(LaneOptions options, RandomGenerator random) {
    this.options = options;
    this.random = random;
  }

  // --- handing over -----------------------------------------------------------------------------

  void handOver(List<Entry> entries, Outcomes outcomes, long now) {
    call++;
    stops.values().removeIf(stop -> stop.until < call);
    for (int i = 0; i < entries.size(); i++) {
      handOver(new Handed(entries.get(i), outcomes, i, now), now);
    }
  }

  private void handOver(Handed handed, long now) {
    Lane lane = handed.entry().lane();
    LaneLine line = lanes.get(lane);
    if (heldBack(lane, line, handed.entry().seq())) {
      handed.answer(HELD_BACK);
      return;
    }
    TopicLine topic = topics.computeIfAbsent(name(lane), any -> new TopicLine(options));
    PublishResult refusal = wrappedUp ? STOPPED : topic.closed(now);
    if (refusal == null && line == null && isTooMuch(topic)) {
      refusal = busy(topic, now);
    }
    if (refusal != null) {
      stop(lane, call, Math.max(handed.entry().seq(), line == null ? 0 : line.lastSeq));
      handed.answer(refusal);
      return;
    }
    if (line == null) {
      line = new LaneLine(lane, topic);
      lanes.put(lane, line);
      topic.ready.addLast(line);
    }
    line.add(handed);
  }

  /** What would wait in vain is put off at once, so that its batch need not wait for it. */
  private boolean isTooMuch(TopicLine topic) {
    return (topic.congested || topic.slow) && !(hasPlace(topic) && topic.takesMore());
  }

  private boolean heldBack(Lane lane, @Nullable LaneLine line, long seq) {
    if (line != null && line.running != null && line.running.slow) {
      return true;
    }
    Stop stop = stops.get(lane);
    return stop != null && seq > stop.lastSeq;
  }

  private void stop(Lane lane, long until, long lastSeq) {
    stops.merge(
        lane,
        new Stop(until, lastSeq),
        (a, b) -> new Stop(Math.max(a.until, b.until), Math.max(a.lastSeq, b.lastSeq)));
  }

  private String name(Lane lane) {
    return options.reach() == LaneOptions.Reach.ONE_DESTINATION ? "" : lane.topic();
  }

  // --- trying -----------------------------------------------------------------------------------

  /** The next attempt to make; null if there is none, or no place for one. */
  LaneLine.@Nullable Running next(long now) {
    if (fresh >= options.concurrency()) {
      return null;
    }
    for (Map.Entry<String, TopicLine> it : topics.entrySet()) {
      TopicLine topic = it.getValue();
      if (!topic.ready.isEmpty() && hasPlace(topic) && topic.closed(now) == null) {
        // To the end of the row: topics take turns.
        String name = it.getKey();
        topics.remove(name);
        topics.put(name, topic);
        return start(topic.ready.removeFirst(), now);
      }
    }
    return null;
  }

  /** Topics that are known to be slow leave places to those that get on. */
  private boolean hasPlace(TopicLine topic) {
    int most = (topic.slow ? 3 : 4) * options.concurrency();
    return running.size() < most && topic.hasPlace();
  }

  private LaneLine.Running start(LaneLine line, long now) {
    LaneLine.Running next = new LaneLine.Running(line.waiting.removeFirst(), line, now);
    line.running = next;
    line.topic.running++;
    running.add(next);
    fresh++;
    return next;
  }

  /** An attempt has ended. */
  void ended(LaneLine.Running ended, Answer answer, long now) {
    running.remove(ended);
    LaneLine line = ended.line;
    TopicLine topic = line.topic;
    topic.running--;
    fresh -= ended.slow ? 0 : 1;
    line.running = null;
    PublishResult result = judge(answer, ended, now);
    if (ended.handed.stopsLane(result) && !ended.slow) {
      holdBackRest(line);
    }
    ended.handed.answer(result);
    if (line.waiting.isEmpty()) {
      lanes.remove(line.lane);
    } else {
      topic.ready.addLast(line);
    }
    PublishResult closed = topic.closed(now);
    if (closed != null) {
      List.copyOf(topic.ready).forEach(ready -> putOff(ready, closed));
    }
    if (topic.ready.isEmpty()) {
      topic.congested = false;
    }
  }

  private PublishResult judge(Answer answer, LaneLine.Running ended, long now) {
    TopicLine topic = ended.line.topic;
    if (answer instanceof Answer.Outage outage) {
      topic.outage(outage, ended.since, now, random);
      PublishResult closed = topic.closed(now);
      return closed != null ? closed : late(outage);
    }
    topic.answered(now - ended.since);
    if (answer instanceof Answer.Pause pause) {
      return topic.close(pause, ended.since, now);
    }
    topic.flows();
    return ((Answer.Entry) answer).result();
  }

  /** It began before an outage that counts already, and whose pause is over. */
  private static PublishResult late(Answer.Outage outage) {
    return new PublishResult.Postpone(outage.reason(), outage.errorClass(), Duration.ZERO);
  }

  // --- putting off ------------------------------------------------------------------------------

  /**
   * Lets batches go on without what takes long.
   *
   * @return attempts that have had all the time they get
   */
  List<Attempt> losePatience(long now) {
    List<Attempt> overdue = new ArrayList<>();
    long patience = options.patience().toNanos();
    long limit = options.attemptLimit().toNanos();
    for (LaneLine.Running attempt : running) {
      long age = now - attempt.since;
      // Who waited for a topic once need not do so again before it gets on.
      if (!attempt.slow && (age > patience || attempt.line.topic.slow)) {
        becomesSlow(attempt, Duration.ofNanos(Math.max(0, limit - age)));
      }
      if (age > limit) {
        overdue.add(attempt.attempt);
      }
    }
    // While every place is taken by attempts that get on, nobody gains by putting others off.
    if (fresh < options.concurrency()) {
      putOffWaiting(now - patience, now);
    }
    topics.values().removeIf(topic -> topic.idle(now));
    return overdue;
  }

  private void becomesSlow(LaneLine.Running attempt, Duration left) {
    attempt.slow = true;
    attempt.line.topic.slow = true;
    fresh--;
    holdBackRest(attempt.line);
    attempt.handed.answer(new PublishResult.UnderWay("no answer yet", "Slow", left.plus(MARGIN)));
  }

  private void putOffWaiting(long before, long now) {
    for (LaneLine line : List.copyOf(lanes.values())) {
      Handed first = line.waiting.peekFirst();
      boolean goes = line.running == null && hasPlace(line.topic);
      if (first == null || goes || first.at() - before >= 0) {
        continue;
      }
      if (line.running != null) {
        holdBackRest(line);
      } else {
        line.topic.congested = true;
        putOff(line, busy(line.topic, now));
      }
    }
  }

  private static PublishResult busy(TopicLine topic, long now) {
    return new PublishResult.Postpone(
        "all places for its topic are taken", "Busy", topic.appointment(now));
  }

  /** A lane of which nothing is on its way is put off as a whole. */
  private void putOff(LaneLine line, PublishResult why) {
    Handed first = line.waiting.removeFirst();
    holdBackRest(line);
    first.answer(why);
    line.topic.ready.remove(line);
    lanes.remove(line.lane);
  }

  private void holdBackRest(LaneLine line) {
    answerRest(line, HELD_BACK);
  }

  private void answerRest(LaneLine line, PublishResult why) {
    stop(line.lane, call + 1, line.lastSeq);
    line.waiting.forEach(handed -> handed.answer(why));
    line.waiting.clear();
  }

  /** Begins nothing more: what waits is put off, what is on its way goes on. */
  void wrapUp() {
    wrappedUp = true;
    for (LaneLine line : List.copyOf(lanes.values())) {
      if (line.running == null) {
        putOff(line, STOPPED);
      } else {
        answerRest(line, STOPPED);
      }
    }
  }

  // --- all of it --------------------------------------------------------------------------------

  /** Whether nothing is in hand. */
  boolean idle() {
    return lanes.isEmpty();
  }

  /** Why the one destination of all topics cannot be reached; null if it can, or there are many. */
  PublishResult.@Nullable Postpone down(long now) {
    TopicLine all = topics.get("");
    return all == null ? null : all.closed(now);
  }

  /** Why the one destination cannot be used, although {@link #up} said it can; null otherwise. */
  PublishResult.@Nullable Postpone downAfterAll(long now) {
    TopicLine all = topics.get("");
    return all == null ? null : all.closedAfterAll(now);
  }

  /** The one destination answered a question. */
  void up() {
    TopicLine all = topics.get("");
    if (all != null) {
      all.open();
    }
  }

  /** Forgets all that is in hand; gives what is on its way. */
  List<LaneLine.Running> clear() {
    List<LaneLine.Running> left = List.copyOf(running);
    running.clear();
    lanes.clear();
    stops.clear();
    fresh = 0;
    wrappedUp = false;
    topics.values().forEach(TopicLine::clear);
    return left;
  }
}
