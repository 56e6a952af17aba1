package io.twinbox.spring.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.twinbox.admin.RelayReport;
import io.twinbox.relay.RelayListener;
import io.twinbox.relay.RelayState;
import io.twinbox.relay.RelayStatus;
import io.twinbox.spi.Entry;
import io.twinbox.spring.relay.RelayLifecycle;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Meters of the outbox and of this process's relay. What waits is the database's word, some seconds
 * old and the same on every node; what was published is counted by the node that did it.
 */
public final class OutboxMeters implements MeterBinder, RelayListener {
  private static final String OTHER = "other";

  private final RelayReports reports;
  private final Supplier<String> name;
  private final Supplier<Optional<RelayStatus>> status;
  private final int maxTopics;
  private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
  private final Map<String, Published> topics = new ConcurrentHashMap<>();

  /**
   * For the relay of this process.
   *
   * @param lifecycle asked for late: the relay is made with this listener in hand
   */
  OutboxMeters(RelayReports reports, ObjectProvider<RelayLifecycle> lifecycle, int maxTopics) {
    this(
        reports,
        () -> lifecycle.getObject().name(),
        () -> lifecycle.getObject().status(),
        maxTopics);
  }

  /**
   * For any relay of this process.
   *
   * @param name the relay's, asked when the meters are registered
   * @param status what it is doing; empty while it is stopped
   * @param maxTopics topics told apart
   */
  public OutboxMeters(
      RelayReports reports,
      Supplier<String> name,
      Supplier<Optional<RelayStatus>> status,
      int maxTopics) {
    this.reports = reports;
    this.name = name;
    this.status = status;
    this.maxTopics = maxTopics;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    String relay = name.get();
    gauge(registry, relay, "twinbox.outbox.pending", "Entries that wait", RelayReport::backlog);
    gauge(
        registry,
        relay,
        "twinbox.outbox.parked",
        "Entries set aside, tried again",
        RelayReport::parked);
    gauge(
        registry, relay, "twinbox.outbox.dead", "Dead letters nobody discarded", RelayReport::dead);
    Gauge.builder(
            "twinbox.outbox.oldest.age", () -> own(relay, r -> r.oldestAge().toMillis() / 1e3))
        .description("Age of the oldest entry that waits")
        .baseUnit("seconds")
        .tag("relay", relay)
        .register(registry);
    gauge(
        registry,
        relay,
        "twinbox.relay.paused",
        "1 while an operator pauses it",
        r -> r.paused() ? 1 : 0);
    gauge(
        registry,
        relay,
        "twinbox.relay.failing",
        "1 while nothing can be published",
        r -> r.failingSince() == null ? 0 : 1);
    Gauge.builder("twinbox.relay.leader", () -> leader() ? 1 : 0)
        .description("1 on the node that owns the relay")
        .tag("relay", relay)
        .register(registry);
    registries.add(registry);
    topics.clear(); // Made again with the first entry, in all registries.
  }

  private boolean leader() {
    return status
        .get()
        .map(RelayStatus::state)
        .filter(
            state ->
                state == RelayState.RUNNING
                    || state == RelayState.PAUSED
                    || state == RelayState.DESTINATION_DOWN)
        .isPresent();
  }

  private void gauge(
      MeterRegistry registry,
      String relay,
      String name,
      String what,
      ToDoubleFunction<RelayReport> value) {
    Gauge.builder(name, () -> own(relay, value))
        .description(what)
        .tag("relay", relay)
        .register(registry);
  }

  /** Not a number while the database tells nothing: zero would say that all is well. */
  private double own(String relay, ToDoubleFunction<RelayReport> value) {
    return reports.current().stream()
        .filter(report -> report.name().equals(relay))
        .mapToDouble(value)
        .findFirst()
        .orElse(Double.NaN);
  }

  @Override
  public void entryPublished(Entry entry) {
    Published meters = of(entry.topic());
    meters.published.forEach(Counter::increment);
    Duration lag = Duration.between(entry.occurredAt(), Instant.now());
    meters.lag.forEach(timer -> timer.record(lag.isNegative() ? Duration.ZERO : lag));
  }

  @Override
  public void entryParked(Entry entry, int attempts, String reason) {
    of(entry.topic()).parked.forEach(Counter::increment);
  }

  @Override
  public void entryDead(Entry entry, int attempts, String reason) {
    of(entry.topic()).dead.forEach(Counter::increment);
  }

  /** Topics come from data: an application that makes them up must not fill the registry. */
  private Published of(String topic) {
    Published known = topics.get(topic);
    if (known != null) {
      return known;
    }
    String name = topics.size() < maxTopics ? topic : OTHER;
    return topics.computeIfAbsent(name, this::register);
  }

  private Published register(String topic) {
    return new Published(
        counters(topic, "published"),
        counters(topic, "parked"),
        counters(topic, "dead"),
        registries.stream()
            .map(
                registry ->
                    Timer.builder("twinbox.outbox.lag")
                        .description("From append to acknowledgement")
                        .tag("topic", topic)
                        .publishPercentileHistogram()
                        .register(registry))
            .toList());
  }

  private List<Counter> counters(String topic, String outcome) {
    return registries.stream()
        .map(
            registry ->
                Counter.builder("twinbox.outbox.published")
                    .description("Entries by what became of an attempt to publish them")
                    .tag("topic", topic)
                    .tag("outcome", outcome)
                    .register(registry))
        .toList();
  }

  private record Published(
      List<Counter> published, List<Counter> parked, List<Counter> dead, List<Timer> lag) {}
}
