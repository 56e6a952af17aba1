package io.twinbox.testing;

import io.twinbox.spi.BatchId;
import io.twinbox.spi.DestinationDownException;
import io.twinbox.spi.Entry;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A destination in memory that fails in every way a real one does, by order of the test. What does
 * not fail arrives at {@link #destination()}. Thread-safe.
 */
public final class FailingPublisher implements MessagePublisher {

  private final Troubles troubles = new Troubles();
  private final InMemoryPublisher destination = new InMemoryPublisher(troubles);

  /** Where the rest arrives; acknowledgements are held there too. */
  public InMemoryPublisher destination() {
    return destination;
  }

  /** Entries for {@code topic} are answered with Retry until {@link #createTopic}. */
  public void missTopic(String topic) {
    troubles.missTopic(topic);
  }

  /** The topic is there (again). */
  public void createTopic(String topic) {
    troubles.createTopic(topic);
  }

  /** Entries that match are rejected for good. */
  public void reject(Predicate<Entry> which) {
    troubles.refuse(
        entry ->
            which.test(entry)
                ? new PublishResult.Reject("rejected, as the test asked", "Rejected")
                : null);
  }

  /**
   * Entries that match fail for now.
   *
   * @param after wait at least this long; null = as long as the relay likes
   */
  public void retry(Predicate<Entry> which, @Nullable Duration after) {
    troubles.refuse(
        entry ->
            which.test(entry)
                ? new PublishResult.Retry("failed for now, as the test asked", "Failed", after)
                : null);
  }

  /**
   * Entries that match are not tried, and no attempt is counted.
   *
   * @param after wait this long
   */
  public void postpone(Predicate<Entry> which, Duration after) {
    troubles.refuse(
        entry ->
            which.test(entry)
                ? new PublishResult.Postpone("postponed, as the test asked", "Postponed", after)
                : null);
  }

  /** Forgets every {@link #reject}, {@link #retry}, {@link #postpone} and {@link #missTopic}. */
  public void heal() {
    troubles.heal();
  }

  /** The destination cannot be reached until {@link #comeBack}. */
  public void goDown() {
    troubles.goDown();
  }

  /** The destination can be reached again. */
  public void comeBack() {
    troubles.comeBack();
  }

  /**
   * The connection breaks once: the next {@code arriving} entries that are handed over arrive, the
   * one after them finds the connection broken and ends its batch as lost.
   */
  public void breakAfter(int arriving) {
    troubles.breakAfter(arriving);
  }

  @Override
  public void publish(BatchId batch, List<Entry> entries, Outcomes outcomes) {
    destination.publish(batch, entries, outcomes);
  }

  @Override
  public void probe() {
    destination.probe();
  }

  @Override
  public void reset() {
    destination.reset();
  }

  @Override
  public List<String> promises() {
    return destination.promises();
  }

  @Override
  public void close() {
    destination.close();
  }

  private static final class Troubles implements InMemoryPublisher.Troubles {
    private static final int NEVER = -1;

    private final Set<String> missing = new HashSet<>();
    private final List<Function<Entry, @Nullable PublishResult>> rules = new ArrayList<>();
    private boolean down;
    private int untilBreak = NEVER;

    @Override
    public synchronized @Nullable DestinationDownException unreachable() {
      return down ? new DestinationDownException("down, as the test asked", null) : null;
    }

    @Override
    public synchronized @Nullable Throwable breaking(Entry entry) {
      if (untilBreak == NEVER) {
        return null;
      }
      boolean now = untilBreak == 0;
      untilBreak--;
      return now ? new IllegalStateException("connection lost, as the test asked") : null;
    }

    @Override
    public synchronized @Nullable PublishResult refusal(Entry entry) {
      if (missing.contains(entry.topic())) {
        return new PublishResult.Retry("no such topic: " + entry.topic(), "UnknownTopic", null);
      }
      for (Function<Entry, @Nullable PublishResult> rule : rules) {
        PublishResult refusal = rule.apply(entry);
        if (refusal != null) {
          return refusal;
        }
      }
      return null;
    }

    synchronized void missTopic(String topic) {
      missing.add(topic);
    }

    synchronized void createTopic(String topic) {
      missing.remove(topic);
    }

    synchronized void refuse(Function<Entry, @Nullable PublishResult> rule) {
      rules.add(rule);
    }

    synchronized void heal() {
      missing.clear();
      rules.clear();
    }

    synchronized void goDown() {
      down = true;
    }

    synchronized void comeBack() {
      down = false;
    }

    synchronized void breakAfter(int arriving) {
      untilBreak = arriving;
    }
  }
}
