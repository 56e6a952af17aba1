package io.twinbox.relay;

import io.twinbox.spi.Entry;
import io.twinbox.spi.Lane;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.ParkedEntry;
import io.twinbox.spi.PublishResult;
import io.twinbox.spi.RowKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A claimed batch on its way: what was sent, what had to line up behind a blocked lane, and the
 * results so far. Used by the engine's thread; only the outcomes are written by others.
 */
final class Flight {
  final long no;
  final RowKind kind;
  final List<ParkedEntry> sent = new ArrayList<>();
  final List<Entry> linedUp = new ArrayList<>();

  /** Not sent, for a former tenure has; they are settled as published. */
  final List<ParkedEntry> delivered = new ArrayList<>();

  /** The first of each lane whose topic is paused; what follows them lines up. */
  final List<ParkedEntry> paused = new ArrayList<>();

  final long startedAt;

  /** Lanes that this batch blocks or lines up behind: they are not free before it is settled. */
  private final Set<Lane> held = new HashSet<>();

  /** Lanes stopped by an earlier batch while this one was in flight. */
  private final Set<Lane> behind = new HashSet<>();

  /** Attempts seen to take long; they count as such until the batch is settled. */
  private final Map<Integer, PublishResult.UnderWay> underWay = new HashMap<>();

  private @Nullable Outcomes outcomes;
  private boolean failuresSeen;

  Flight(long no, RowKind kind, long startedAt) {
    this.no = no;
    this.kind = kind;
    this.startedAt = startedAt;
  }

  /**
   * Sorts the entries of a claim into those that may be sent, those whose lane is blocked or whose
   * topic is paused, and those that need not be sent any more.
   */
  void board(List<ParkedEntry> entries, Lanes lanes, Delivered before, Set<String> pausedTopics) {
    if (kind == RowKind.CLAIM && lanes.none() && before.none() && pausedTopics.isEmpty()) {
      sent.addAll(entries);
      return;
    }
    for (ParkedEntry parked : entries) {
      Lane lane = parked.entry().lane();
      boolean retried = kind == RowKind.RETRY;
      if (retried) {
        lanes.block(lane);
        held.add(lane);
      }
      if (before.contains(parked.entry())) {
        delivered.add(parked);
      } else if (pausedTopics.contains(lane.topic()) && (retried || !lanes.blocked(lane))) {
        paused.add(parked);
        lanes.block(lane);
        held.add(lane);
      } else if (retried || !lanes.blocked(lane)) {
        sent.add(parked);
      } else {
        linedUp.add(parked.entry());
        held.add(lane);
      }
    }
  }

  List<Entry> entriesSent() {
    List<Entry> entries = new ArrayList<>(sent.size());
    for (ParkedEntry parked : sent) {
      entries.add(parked.entry());
    }
    return entries;
  }

  void departed(Outcomes expected) {
    this.outcomes = expected;
  }

  /** Whether every result is in. */
  boolean succeeded() {
    return outcomes == null || outcomes.open() == 0;
  }

  /** Entries without an answer yet. */
  int open() {
    return outcomes == null ? 0 : outcomes.open();
  }

  @Nullable Throwable lostCause() {
    return outcomes == null ? null : outcomes.lostCause();
  }

  /** One whose lane was blocked because its attempt takes long is that, whatever came since. */
  @Nullable PublishResult result(int index) {
    PublishResult seen = underWay.get(index);
    return seen != null || outcomes == null ? seen : outcomes.result(index);
  }

  /** Of a settled batch: the attempts whose results are still to come. */
  void leave(UnderWay attempts) {
    if (outcomes != null) {
      for (int index : underWay.keySet()) {
        attempts.add(new UnderWay.Attempt(no, sent.get(index), outcomes, index, startedAt));
      }
    }
  }

  /** Entries acknowledged so far. */
  List<Entry> published() {
    List<Entry> entries = new ArrayList<>();
    delivered.forEach(parked -> entries.add(parked.entry()));
    for (int i = 0; i < sent.size(); i++) {
      if (result(i) instanceof PublishResult.Published) {
        entries.add(sent.get(i).entry());
      }
    }
    return entries;
  }

  /** Blocks the lanes that have failed so far, before anything later of them is sent. */
  void blockFailed(Lanes lanes) {
    if (outcomes == null || !outcomes.anyFailed() || failuresSeen) {
      return;
    }
    failuresSeen = outcomes.ended();
    for (int i = 0; i < sent.size(); i++) {
      PublishResult result = result(i);
      if (result != null && outcomes.stopsLane(result)) {
        if (result instanceof PublishResult.UnderWay slow) {
          underWay.put(i, slow);
        }
        Lane lane = sent.get(i).entry().lane();
        lanes.block(lane);
        held.add(lane);
      }
    }
  }

  /** Of a batch that tries entries again: their lanes. */
  Set<Lane> retriedLanes() {
    return kind == RowKind.RETRY ? held : Set.of();
  }

  boolean holds(Lane lane) {
    return held.contains(lane);
  }

  /** An earlier batch has stopped these lanes: who fails here for now was only held back. */
  void fallBehind(Set<Lane> stopped) {
    behind.addAll(stopped);
  }

  boolean isBehind(Lane lane) {
    return behind.contains(lane);
  }
}
