package io.twinbox.relay;

import io.twinbox.spi.BatchId;
import io.twinbox.spi.DestinationDownException;
import io.twinbox.spi.Entry;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A destination that takes its time: what is handed over waits in the publisher's buffer, arrives
 * or fails when the test says so, and is answered only then. When an entry fails in a way that
 * stops its lane, everything of that lane in the buffer is held back with it. Some attempts take
 * long, and are said to be under way: they arrive or fail later than what was handed over after
 * them.
 */
final class SlowDestination implements MessagePublisher {
  private record Waiting(Entry entry, Outcomes outcomes, int index) {
    void answer(PublishResult result) {
      outcomes.report(index, result);
    }
  }

  private static final PublishResult HELD_BACK =
      new PublishResult.Retry("an earlier entry of its lane failed", "HeldBack", null);

  /** Who waits behind it may be looked at after it has arrived: nobody is to be blamed then. */
  private static final PublishResult BEHIND =
      new PublishResult.Postpone("behind one that takes long", "Behind", Duration.ofMillis(50));

  private final Function<Entry, @Nullable PublishResult> refusal;
  private final Predicate<Entry> slow;
  private final PublishResult underWayFor;
  private final Deque<Waiting> underWay = new ArrayDeque<>();
  private final Deque<Waiting> buffer = new ArrayDeque<>();
  private final List<Entry> arrived = new ArrayList<>();
  private boolean down;

  /**
   * @param refusal the result of an entry that does not arrive; null if it arrives
   * @param slow whose attempt takes long
   * @param atMost how long it is said to take at most; it may take longer
   */
  SlowDestination(
      Function<Entry, @Nullable PublishResult> refusal, Predicate<Entry> slow, Duration atMost) {
    this.refusal = refusal;
    this.slow = slow;
    this.underWayFor = new PublishResult.UnderWay("takes long", "Slow", atMost);
  }

  List<Entry> arrived() {
    return arrived;
  }

  void goDown(boolean isDown) {
    down = isDown;
  }

  /** The next entries of the buffer arrive or fail, and are answered. */
  void work(int entries) {
    for (int i = 0; i < entries && !buffer.isEmpty() && !down; i++) {
      Waiting next = buffer.removeFirst();
      if (slow.test(next.entry)) {
        underWay.addLast(next);
        holdBack(next.entry, BEHIND);
        next.answer(underWayFor);
      } else {
        end(next);
      }
    }
  }

  /** The next attempts that are under way arrive or fail. */
  void endSlow(int attempts) {
    for (int i = 0; i < attempts && !underWay.isEmpty() && !down; i++) {
      end(underWay.removeFirst());
    }
  }

  private void end(Waiting attempt) {
    PublishResult result = refusal.apply(attempt.entry);
    if (result == null) {
      arrived.add(attempt.entry);
      attempt.outcomes.published(attempt.index);
      return;
    }
    if (attempt.outcomes.stopsLane(result)) {
      holdBack(attempt.entry, HELD_BACK);
    }
    attempt.answer(result);
  }

  /** The connection breaks: the first of the buffer have arrived, and nobody will be told. */
  void breakDown(int arriving) {
    List<Waiting> lost = new ArrayList<>(underWay);
    lost.addAll(buffer);
    underWay.clear();
    for (int i = 0; i < arriving && i < lost.size(); i++) {
      arrived.add(lost.get(i).entry);
    }
    buffer.clear();
    lost.stream()
        .map(Waiting::outcomes)
        .distinct()
        .forEach(outcomes -> outcomes.lost(new IllegalStateException("the connection broke")));
  }

  @Override
  public void publish(BatchId batch, List<Entry> entries, Outcomes outcomes) {
    for (int i = 0; i < entries.size(); i++) {
      buffer.addLast(new Waiting(entries.get(i), outcomes, i));
    }
  }

  @Override
  public void probe() {
    if (down) {
      throw new DestinationDownException("down, as the test asked", null);
    }
  }

  @Override
  public void reset() {
    underWay.clear();
    buffer.clear();
  }

  @Override
  public List<String> promises() {
    return List.of();
  }

  @Override
  public void close() {
    buffer.clear();
  }

  private void holdBack(Entry failed, PublishResult result) {
    List<Waiting> behind =
        buffer.stream().filter(it -> it.entry.lane().equals(failed.lane())).toList();
    buffer.removeAll(behind);
    behind.forEach(waiting -> waiting.answer(result));
  }
}
