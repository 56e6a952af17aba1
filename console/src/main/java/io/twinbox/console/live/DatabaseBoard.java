package io.twinbox.console.live;

import io.twinbox.admin.ConsumerOverview;
import io.twinbox.admin.RelayOverview;
import io.twinbox.console.ConsoleDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all who look at a database share: its pulse, its history, and the last answers to what they
 * asked. Thread-safe.
 */
public final class DatabaseBoard {
  /** A little less than a second, so that who polls once a second gets something new each time. */
  private static final Duration PULSE_AGE = Duration.ofMillis(900);

  /**
   * For lists and counts: with every screen open somewhere the database is asked no more than
   * twenty times a second. Who acts sees what has become of it at once.
   */
  private static final Duration ANSWER_AGE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseBoard.class);

  private final ConsoleDatabase database;
  private final Shared<Pulse> pulse;
  private final SharedByKey<Object> answers = new SharedByKey<>(ANSWER_AGE);
  private final History history = new History();

  public DatabaseBoard(ConsoleDatabase database, LagWindow lag) {
    this.database = database;
    this.pulse = new Shared<>(new PulseTaker(database, lag), PULSE_AGE);
  }

  /** The ports, for what is not shared. */
  public ConsoleDatabase database() {
    return database;
  }

  /** How it stands, at most a second ago unless that takes long to find out. */
  public Pulse pulse() {
    return pulse.get();
  }

  public History history() {
    return history;
  }

  /**
   * An answer that whoever asks the same gets for some seconds.
   *
   * @param question what is asked
   * @param key all else the answer depends on
   */
  @SuppressWarnings("unchecked")
  public <T> T answer(String question, Object key, Supplier<T> source) {
    return (T) answers.get(List.of(question, key), () -> (Object) source.get());
  }

  /** Somebody acts: what was answered before is not given any more. */
  public void forget() {
    answers.clear();
  }

  /** Keeps how it stands now for the history. */
  void sample() {
    try {
      history.add(Instant.now(), numbers(pulse()));
    } catch (RuntimeException e) {
      // A gap in the curves says so; the page says why.
      LOG.debug("No sample database:{} cause:{}", database.name(), e.toString());
    }
  }

  private static Map<History.Column, Double> numbers(Pulse pulse) {
    Map<History.Column, Double> numbers = new EnumMap<>(History.Column.class);
    List<RelayOverview> relays = pulse.overview().relays();
    List<ConsumerOverview> consumers = pulse.overview().consumers();
    put(numbers, History.Column.APPENDED, pulse.appended());
    put(numbers, History.Column.PUBLISHED, pulse.published());
    put(numbers, History.Column.HANDLED, pulse.handled());
    put(numbers, History.Column.DUPLICATES, pulse.duplicates());
    put(
        numbers,
        History.Column.BACKLOG,
        relays.stream().mapToDouble(r -> r.report().backlog()).sum());
    put(
        numbers,
        History.Column.OLDEST_AGE,
        relays.stream().mapToDouble(r -> r.report().oldestAge().toMillis()).max().orElse(0));
    put(numbers, History.Column.LAG_P50, pulse.lag().p50Ms());
    put(numbers, History.Column.LAG_P95, pulse.lag().p95Ms());
    put(numbers, History.Column.LAG_P99, pulse.lag().p99Ms());
    put(
        numbers,
        History.Column.PARKED,
        relays.stream().mapToDouble(r -> r.report().parked()).sum()
            + consumers.stream().mapToDouble(ConsumerOverview::parked).sum());
    put(
        numbers,
        History.Column.DEAD,
        relays.stream().mapToDouble(r -> r.report().dead()).sum()
            + consumers.stream().mapToDouble(ConsumerOverview::dead).sum());
    return numbers;
  }

  private static void put(
      Map<History.Column, Double> numbers, History.Column column, @Nullable Double value) {
    if (value != null) {
      numbers.put(column, value);
    }
  }
}
