package io.twinbox.relay;

import io.twinbox.EntryState;
import io.twinbox.spi.Entry;
import io.twinbox.spi.Lane;
import io.twinbox.testing.InMemoryOutboxStore;
import io.twinbox.testing.LaneEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must be true once everything has come to rest: every committed entry is published, or dead
 * with a reason, or parked behind one that is; nothing else arrived; and in each lane with a key
 * the first occurrences are in the order of the log (tests write a lane in one transaction at a
 * time, so that this is the causal order).
 */
final class Model {
  private final InMemoryOutboxStore store;
  private final List<String> faults = new ArrayList<>();

  private Model(InMemoryOutboxStore store) {
    this.store = store;
  }

  /**
   * @param arrived at the destination, in order, duplicates too
   * @param outOfOrder entries an operator published again later
   */
  static List<String> faults(
      InMemoryOutboxStore store, List<Entry> arrived, Collection<Long> outOfOrder) {
    Model model = new Model(store);
    model.nothingIsLost(arrived);
    model.lanesAreInOrder(arrived, outOfOrder);
    return model.faults;
  }

  private void nothingIsLost(List<Entry> arrived) {
    Set<Long> seen = new HashSet<>();
    arrived.forEach(entry -> seen.add(entry.seq()));
    Map<Long, EntryState> states = store.states(Bed.ORDERS);
    for (long seq : seen) {
      if (!states.containsKey(seq)) {
        faults.add("phantom seq:" + seq);
      }
    }
    states.forEach(
        (seq, state) -> {
          if (state == EntryState.PUBLISHED && !seen.contains(seq)) {
            faults.add("said to be published, never arrived seq:" + seq);
          } else if (state == EntryState.PENDING) {
            faults.add("still pending seq:" + seq);
          }
        });
    Set<Lane> stopped = new HashSet<>();
    for (LaneEntry aside : store.setAside(Bed.ORDERS)) {
      require(aside, stopped);
    }
  }

  private void require(LaneEntry aside, Set<Lane> stopped) {
    if ("HeldBack".equals(aside.errorClass())) {
      faults.add("blamed for another's failure: " + aside);
    }
    if (aside.state() == EntryState.DEAD) {
      if (aside.attempts() < 1 || aside.error() == null || aside.errorClass() == null) {
        faults.add("dead without a reason: " + aside);
      }
      if (aside.blocking()) {
        stopped.add(aside.entry().lane());
      }
    } else if (aside.state() == EntryState.PARKED && !stopped.contains(aside.entry().lane())) {
      faults.add("parked although nothing stops its lane: " + aside);
    }
  }

  private void lanesAreInOrder(List<Entry> arrived, Collection<Long> outOfOrder) {
    Set<Long> seen = new HashSet<>(outOfOrder);
    Map<Lane, Long> last = new HashMap<>();
    for (Entry entry : arrived) {
      if (entry.key() == null || !seen.add(entry.seq())) {
        continue;
      }
      Long before = last.put(entry.lane(), entry.seq());
      if (before != null && before > entry.seq()) {
        faults.add("out of order: " + entry.seq() + " after " + before + " in " + entry.lane());
      }
    }
  }
}
