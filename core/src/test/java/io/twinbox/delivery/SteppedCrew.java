package io.twinbox.delivery;

import io.twinbox.spi.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes attempts by hand: each arrives, or not, when the test says so, and is answered later. One
 * that is aborted in between has arrived, and nobody knows.
 */
public final class SteppedCrew implements Crew {
  private final class Begun {
    final Attempt attempt;
    final Consumer<Answer> end;
    @Nullable Answer answer;

    Begun(Attempt attempt, Consumer<Answer> end) {
      this.attempt = attempt;
      this.end = end;
    }

    void abort() {
      if (begun.remove(this)) {
        if (Answer.PUBLISHED.equals(answer)) {
          unknown.add(attempt.entry().seq());
        }
        end.accept(Answer.retry("no answer in time", "TimedOut"));
      }
    }
  }

  private final RandomGenerator random;
  private final Function<Entry, Answer> destination;
  private final List<Begun> begun = new ArrayList<>();
  private final List<Entry> arrived = new ArrayList<>();
  private final Set<Long> unknown = new HashSet<>();
  private Runnable ticks = () -> {};

  /**
   * @param destination what becomes of an entry: it arrives with {@link Answer#PUBLISHED}
   */
  public SteppedCrew(RandomGenerator random, Function<Entry, Answer> destination) {
    this.random = random;
    this.destination = destination;
  }

  @Override
  public void begin(Attempt attempt, Consumer<Answer> end) {
    Begun next = new Begun(attempt, end);
    begun.add(next);
    attempt.onAbort(next::abort);
  }

  @Override
  public void tick(Duration every, Runnable tick) {
    ticks = tick;
  }

  @Override
  public void dismiss() {
    begun.clear();
  }

  /** The publisher looks at the time. */
  public void tick() {
    ticks.run();
  }

  /** So many steps of attempts, whichever: one reaches the destination, or its answer is there. */
  public void work(int steps) {
    for (int i = 0; i < steps && !begun.isEmpty(); i++) {
      Begun next = begun.get(random.nextInt(begun.size()));
      if (next.answer == null) {
        next.answer = destination.apply(next.attempt.entry());
        if (Answer.PUBLISHED.equals(next.answer)) {
          arrived.add(next.attempt.entry());
        }
      } else {
        begun.remove(next);
        next.end.accept(Objects.requireNonNull(next.answer));
      }
    }
  }

  /** What has arrived, in order, duplicates too. */
  public List<Entry> arrived() {
    return arrived;
  }

  /** Whether the entry has arrived in an attempt that was given up: it may be sent again. */
  public boolean unknown(Entry entry) {
    return unknown.contains(entry.seq());
  }
}
