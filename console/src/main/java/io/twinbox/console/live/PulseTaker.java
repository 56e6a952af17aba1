package io.twinbox.console.live;

import io.twinbox.admin.ConsumerOverview;
import io.twinbox.admin.Overview;
import io.twinbox.admin.RatePoint;
import io.twinbox.admin.RelayOverview;
import io.twinbox.console.ConsoleDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks a database how it stands, and makes rates of the difference to the last time. */
final class PulseTaker implements Supplier<Pulse> {
  /** The second that has just begun is not whole, and the last batch of the one before may come. */
  private static final Duration FULL = Duration.ofSeconds(1);

  private static final Duration SPAN = Duration.ofSeconds(3);

  private final ConsoleDatabase database;
  private final LagWindow lag;
  private final NodeRates nodes = new NodeRates();
  private @Nullable Overview before;
  private @Nullable Double appended;

  PulseTaker(ConsoleDatabase database, LagWindow lag) {
    this.database = database;
    this.lag = lag;
  }

  @Override
  public synchronized Pulse get() {
    Overview now = database.queries().overview();
    appended = appended(now);
    before = now;
    return new Pulse(
        now,
        appended,
        now.relays().stream().mapToDouble(relay -> published(relay, now.at())).sum(),
        nodes.of(
            now.consumers().stream()
                .map(ConsumerOverview::nodes)
                .flatMap(java.util.List::stream)
                .toList(),
            now.at()),
        lag.lag(),
        database.relaysHere().get(),
        database.promises().get());
  }

  private @Nullable Double appended(Overview now) {
    if (before == null) {
      return null;
    }
    double seconds = Duration.between(before.at(), now.at()).toMillis() / 1e3;
    if (seconds <= 0) {
      return appended;
    }
    return Math.max(0, now.appended() - before.appended()) / seconds;
  }

  private static double published(RelayOverview relay, Instant now) {
    Instant to = now.minus(FULL);
    Instant from = to.minus(SPAN);
    long claimed =
        relay.lastMinute().stream()
            .filter(point -> point.from().isAfter(from) && !point.from().isAfter(to))
            .mapToLong(RatePoint::claimed)
            .filter(value -> value > 0)
            .sum();
    return claimed / (double) SPAN.toSeconds();
  }
}
