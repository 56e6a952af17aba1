package io.twinbox.inbox;

import io.twinbox.spi.Failure;
import io.twinbox.spi.Fate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells apart what becomes of stored records in one transaction. Used by one thread. */
final class StoredSorting {
  private final Parts parts;
  private final List<Item> handle = new ArrayList<>();
  private final List<Item> waiting = new ArrayList<>();
  private final List<Long> dropped = new ArrayList<>();
  private final Map<Item, Fate> refused = new LinkedHashMap<>();
  private final Set<Long> blocked = new HashSet<>();
  private final Tally tally;

  StoredSorting(Parts parts) {
    this.parts = parts;
    this.tally = new Tally(parts);
  }

  /** To be handled, in this order. */
  List<Item> handle() {
    return handle;
  }

  /** To stay stored: an earlier one of the lane holds them up. */
  List<Item> waiting() {
    return waiting;
  }

  /** To be removed without being handled: their seqs. */
  List<Long> dropped() {
    return dropped;
  }

  /** To become dead letters. */
  Map<Item, Fate> refused() {
    return refused;
  }

  Tally tally() {
    return tally;
  }

  /** Somebody else has the record: what is behind it is not ours either. */
  void lost(Item item) {
    block(item);
  }

  void sort(Item item) {
    if (item.lane() != null && blocked.contains(item.lane())) {
      waiting.add(item);
    } else if (item.decoded(parts.handlers()) instanceof Decoded.Refused no) {
      refuse(item, no.failure());
    } else {
      handle.add(item);
    }
  }

  private void refuse(Item item, Failure failure) {
    if (parts.verdicts().dropped(failure.fault())) {
      dropped.add(item.stored().seq());
      tally.dropped(item.record(), failure.fault());
      return;
    }
    Fate.Dead fate = parts.verdicts().dead(attemptsBefore(item), failure);
    refused.put(item, fate);
    tally.settled(item.record(), fate);
    if (Verdicts.blocksLane(fate)) {
      block(item);
    }
  }

  /**
   * Without the one at hand, which was counted when the record was claimed: no handler was called.
   */
  private static int attemptsBefore(Item item) {
    return Math.max(0, item.stored().attempts() - 1);
  }

  private void block(Item item) {
    if (item.lane() != null) {
      blocked.add(item.lane());
    }
  }
}
