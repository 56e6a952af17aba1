package io.twinbox.testing;

import io.twinbox.spi.BatchId;
import io.twinbox.spi.DestinationDownException;
import io.twinbox.spi.Entry;
import io.twinbox.spi.Lane;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A destination in memory: remembers what arrived, in order, and acknowledges at once or when the
 * test says so. An entry has arrived as soon as it is handed over; as with a real broker it is the
 * acknowledgement that may be late or lost. Thread-safe.
 */
public final class InMemoryPublisher implements MessagePublisher {

  /** What goes wrong. Asked under the publisher's lock; by default nothing does. */
  interface Troubles {
    /** Why the destination cannot be reached; null if it can. */
    default @Nullable DestinationDownException unreachable() {
      return null;
    }

    /** Why the connection breaks instead of taking this entry; null if it holds. */
    default @Nullable Throwable breaking(Entry entry) {
      return null;
    }

    /** The result of an entry that does not arrive; null if it arrives. */
    default @Nullable PublishResult refusal(Entry entry) {
      return null;
    }
  }

  /** An acknowledgement on its way. */
  private record Acknowledgement(Outcomes outcomes, int index) {
    void give() {
      outcomes.published(index);
    }
  }

  private static final PublishResult HELD_BACK =
      new PublishResult.Retry("an earlier entry of its lane failed", "HeldBack", null);

  private final Troubles troubles;
  private final Arrivals arrivals;
  private final Deque<Acknowledgement> inFlight = new ArrayDeque<>();
  private boolean byHand;
  private int resets;
  private boolean closed;

  /** Takes everything and acknowledges at once. */
  public InMemoryPublisher() {
    this(new Troubles() {});
  }

  InMemoryPublisher(Troubles troubles) {
    this(troubles, new Arrivals());
  }

  private InMemoryPublisher(Troubles troubles, Arrivals arrivals) {
    this.troubles = troubles;
    this.arrivals = arrivals;
  }

  @Override
  public void publish(BatchId batch, List<Entry> entries, Outcomes outcomes) {
    List<Runnable> reports = new ArrayList<>();
    synchronized (this) {
      requireOpen();
      DestinationDownException unreachable = troubles.unreachable();
      if (unreachable != null) {
        reports.add(() -> outcomes.lost(unreachable));
      } else {
        hand(entries, outcomes, reports);
      }
    }
    // Outside the lock: whoever waits for the end of the batch may come straight back to us.
    reports.forEach(Runnable::run);
  }

  @Override
  public synchronized void probe() {
    DestinationDownException unreachable = troubles.unreachable();
    if (unreachable != null) {
      throw unreachable;
    }
  }

  @Override
  public synchronized void reset() {
    inFlight.clear();
    resets++;
  }

  @Override
  public List<String> promises() {
    return List.of("in memory: nothing outlives the process");
  }

  @Override
  public synchronized void close() {
    inFlight.clear();
    closed = true;
  }

  /** Everything that arrived, in order; an entry published twice is in it twice. */
  public List<Entry> arrived() {
    return arrivals.all();
  }

  /**
   * Another publisher to the same destination, with the same troubles, for the relay of another
   * node: what arrives through either is in {@link #arrived} of both. Acknowledgements are each
   * one's own.
   */
  public InMemoryPublisher another() {
    return new InMemoryPublisher(troubles, arrivals);
  }

  /** How often the relay gave up what was in flight and started afresh. */
  public synchronized int resets() {
    return resets;
  }

  /** Whether the relay has let go of this publisher. */
  public synchronized boolean isClosed() {
    return closed;
  }

  /**
   * Waits until so many entries have arrived, duplicates counted.
   *
   * @return what arrived
   * @throws AssertionError if they do not arrive in time
   */
  public List<Entry> awaitArrived(int count, Duration atMost) throws InterruptedException {
    return arrivals.await(count, atMost);
  }

  /** From now on nothing is acknowledged before {@link #acknowledge} says so. */
  public synchronized void holdAcknowledgements() {
    byHand = true;
  }

  /** How many entries have arrived and wait for their acknowledgement. */
  public synchronized int inFlight() {
    return inFlight.size();
  }

  /** Acknowledges the oldest {@code count} entries in flight, or as many as there are. */
  public void acknowledge(int count) {
    List<Acknowledgement> due = new ArrayList<>();
    synchronized (this) {
      while (due.size() < count && !inFlight.isEmpty()) {
        due.add(inFlight.removeFirst());
      }
    }
    due.forEach(Acknowledgement::give);
  }

  /** Acknowledges everything in flight. */
  public void acknowledgeAll() {
    acknowledge(Integer.MAX_VALUE);
  }

  /** Acknowledges everything in flight, and from now on at once. */
  public void releaseAcknowledgements() {
    synchronized (this) {
      byHand = false;
    }
    acknowledgeAll();
  }

  /** The connection breaks: what is in flight has arrived, and nobody will ever be told. */
  public void loseInFlight(Throwable cause) {
    List<Acknowledgement> lost;
    synchronized (this) {
      lost = List.copyOf(inFlight);
      inFlight.clear();
    }
    lost.stream().map(Acknowledgement::outcomes).distinct().forEach(it -> it.lost(cause));
  }

  private void hand(List<Entry> entries, Outcomes outcomes, List<Runnable> reports) {
    Set<Lane> stopped = new HashSet<>();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      int index = i;
      Throwable broken = troubles.breaking(entry);
      if (broken != null) {
        reports.add(() -> outcomes.lost(broken));
        return;
      }
      PublishResult refusal = stopped.contains(entry.lane()) ? HELD_BACK : troubles.refusal(entry);
      if (refusal == null) {
        take(entry, new Acknowledgement(outcomes, index), reports);
        continue;
      }
      if (outcomes.stopsLane(refusal)) {
        stopped.add(entry.lane());
      }
      reports.add(() -> outcomes.report(index, refusal));
    }
  }

  private void take(Entry entry, Acknowledgement acknowledgement, List<Runnable> reports) {
    arrivals.add(entry);
    if (byHand) {
      inFlight.addLast(acknowledgement);
    } else {
      reports.add(acknowledgement::give);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the publisher is closed");
    }
  }
}
