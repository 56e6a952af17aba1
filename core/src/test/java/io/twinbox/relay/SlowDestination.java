package io.twinbox.relay;

import io.twinbox.spi.BatchId;
import io.twinbox.spi.DestinationDownException;
import io.twinbox.spi.Entry;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A destination that takes its time: what is handed over waits in the publisher's buffer, arrives
 * or fails when the test says so, and is answered only then. When an entry fails in a way that
 * stops its lane, everything of that lane in the buffer is held back with it.
 */
final class SlowDestination implements MessagePublisher {
  private record Waiting(Entry entry, Outcomes outcomes, int index) {
    void answer(PublishResult result) {
      outcomes.report(index, result);
    }
  }

  private static final PublishResult HELD_BACK =
      new PublishResult.Retry("an earlier entry of its lane failed", "HeldBack", null);

  private final Function<Entry, @Nullable PublishResult> refusal;
  private final Deque<Waiting> buffer = new ArrayDeque<>();
  private final List<Entry> arrived = new ArrayList<>();
  private boolean down;

  /**
   * @param refusal the result of an entry that does not arrive; null if it arrives
   */
  SlowDestination(Function<Entry, @Nullable PublishResult> refusal) {
    this.refusal = refusal;
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
      PublishResult result = refusal.apply(next.entry);
      if (result == null) {
        arrived.add(next.entry);
        next.outcomes.published(next.index);
      } else {
        if (next.outcomes.stopsLane(result)) {
          holdBack(next.entry);
        }
        next.answer(result);
      }
    }
  }

  /** The connection breaks: the first of the buffer have arrived, and nobody will be told. */
  void breakDown(int arriving) {
    List<Waiting> lost = List.copyOf(buffer);
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

  private void holdBack(Entry failed) {
    List<Waiting> behind =
        buffer.stream().filter(it -> it.entry.lane().equals(failed.lane())).toList();
    buffer.removeAll(behind);
    behind.forEach(waiting -> waiting.answer(HELD_BACK));
  }
}
