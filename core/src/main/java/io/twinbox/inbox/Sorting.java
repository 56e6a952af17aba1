package io.twinbox.inbox;

import io.twinbox.RecordFault;
import io.twinbox.spi.Failure;
import io.twinbox.spi.Fate;
import io.twinbox.spi.SetAside;
import io.twinbox.spi.Standing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells apart what is handled, stored and dropped in one transaction. Used by one thread. */
final class Sorting {
  private final Parts parts;
  private final @Nullable Fate given;
  private final List<Item> handle = new ArrayList<>();
  private final List<SetAside> store = new ArrayList<>();
  private final Tally tally;
  private final Set<Long> blocked = new HashSet<>();

  /**
   * @param given what becomes of every new record; null = it is handled
   */
  Sorting(Parts parts, @Nullable Fate given) {
    this.parts = parts;
    this.given = given;
    this.tally = new Tally(parts);
  }

  /** To be handled, in this order. */
  List<Item> handle() {
    return handle;
  }

  /** To be stored, in this order. */
  List<SetAside> store() {
    return store;
  }

  Tally tally() {
    return tally;
  }

  void sort(Item item, Standing standing) {
    switch (standing) {
      case NEW -> fresh(item);
      case BLOCKED -> storeAs(item, Fate.RECEIVED);
      case DUPLICATE -> tally.duplicate();
      case CONFLICT -> {
        tally.conflict(item.record());
        refuse(item, RecordFault.CONFLICT, "another payload came under this id before");
      }
      case TOO_OLD ->
          refuse(item, RecordFault.TOO_OLD, "the id is older than the deduplication window");
    }
  }

  private void fresh(Item item) {
    if (given != null) {
      storeAs(item, given);
    } else if (parts.options().mode() == InboxMode.STORE_FIRST || blocked.contains(item.lane())) {
      storeAs(item, Fate.RECEIVED);
    } else if (item.decoded(parts.handlers()) instanceof Decoded.Refused refused) {
      refuse(item, refused.failure());
    } else {
      handle.add(item);
    }
  }

  private void refuse(Item item, RecordFault fault, String error) {
    refuse(item, new Failure(fault, error, null));
  }

  private void refuse(Item item, Failure failure) {
    if (parts.verdicts().dropped(failure.fault())) {
      tally.dropped(item.record(), failure.fault());
    } else {
      storeAs(item, parts.verdicts().refused(failure));
    }
  }

  private void storeAs(Item item, Fate fate) {
    store.add(new SetAside(item.arrival(), fate));
    if (fate == Fate.RECEIVED) {
      tally.received();
    } else {
      tally.settled(item.record(), fate);
    }
    Long lane = item.lane();
    if (lane != null && Verdicts.blocksLane(fate)) {
      blocked.add(lane);
    }
  }
}
