package io.twinbox.relay;

import io.twinbox.engine.Death;
import io.twinbox.spi.Batch;
import io.twinbox.spi.BatchId;
import io.twinbox.spi.Entry;
import io.twinbox.spi.JournalHead;
import io.twinbox.spi.JournalRow;
import io.twinbox.spi.Lease;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.ParkedEntry;
import io.twinbox.spi.ReadLimits;
import io.twinbox.spi.Reading;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.Settlement;
import io.twinbox.spi.Takeover;
import io.twinbox.spi.Window;
import io.twinbox.spi.Written;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The points of a relay: before, in and after each call of a port that matters. */
final class Halting extends Death {
  private Halting(Predicate<String> where) {
    super(where);
  }

  /** At the first point with this name. */
  static Halting at(String point) {
    return new Halting(point::equals);
  }

  static Halting never() {
    return new Halting(point -> false);
  }

  /** At the n-th point, 0-based. */
  static Halting at(int n) {
    return new Halting(nth(n));
  }

  OutboxStore store(OutboxStore store) {
    return new ForwardingStore(store) {
      @Override
      <T> T call(Supplier<T> effect) {
        requireAlive();
        return effect.get();
      }

      @Override
      public Takeover takeOver(RelayId relay, Lease lease) {
        return around("takeOver", () -> super.takeOver(relay, lease));
      }

      @Override
      public Reading read(
          RelayId relay, JournalHead head, Window after, long committedHigh, ReadLimits limits) {
        // Dying in one idle look is dying in any.
        return idle()
            ? super.read(relay, head, after, committedHigh, limits)
            : around("read", () -> super.read(relay, head, after, committedHigh, limits));
      }

      @Override
      public List<ParkedEntry> reread(RelayId relay, JournalHead head, Batch batch) {
        return around("reread " + batch.kind(), () -> super.reread(relay, head, batch));
      }

      @Override
      public Written write(RelayId relay, JournalHead head, JournalRow row, Settlement settlement) {
        String what =
            row.kind()
                + (settlement.parked().isEmpty() ? "" : " that parks")
                + (settlement.retried().isEmpty() ? "" : " that settles a lane");
        return around(what, () -> super.write(relay, head, row, settlement));
      }
    };
  }

  MessagePublisher publisher(MessagePublisher publisher) {
    return new ForwardingPublisher(publisher) {
      @Override
      public void publish(BatchId batch, List<Entry> entries, Outcomes outcomes) {
        pass("before publish");
        for (int sent = 1; sent < entries.size(); sent++) {
          if (dies("in publish")) {
            super.publish(batch, entries.subList(0, sent), new Outcomes(sent, false, () -> {}));
            requireAlive();
          }
        }
        super.publish(batch, entries, outcomes);
        pass("after publish");
      }

      @Override
      public void reset() {
        if (!halted()) {
          super.reset();
        }
      }
    };
  }

  private <T> T around(String call, Supplier<T> effect) {
    pass("before " + call);
    T result = effect.get();
    pass("after " + call);
    return result;
  }

  private boolean idle() {
    return !passed().isEmpty() && passed().get(passed().size() - 1).equals("after read");
  }
}
