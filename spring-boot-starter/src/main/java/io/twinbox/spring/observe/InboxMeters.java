package io.twinbox.spring.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.twinbox.inbox.InboxState;
import io.twinbox.inbox.InboxStatus;
import io.twinbox.spring.inbox.InboxLifecycle;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Meters of this process's consumers. */
final class InboxMeters implements MeterBinder {
  private static final Map<String, ToLongFunction<InboxStatus>> OUTCOMES =
      Map.of(
          "handled", InboxStatus::handled,
          "stored", InboxStatus::stored,
          "duplicate", InboxStatus::duplicates,
          "conflict", InboxStatus::conflicts,
          "parked", InboxStatus::parked,
          "dead", InboxStatus::dead,
          "dropped", InboxStatus::dropped);

  private final InboxLifecycle inbox;

  InboxMeters(InboxLifecycle inbox) {
    this.inbox = inbox;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    inbox.names().forEach(consumer -> bind(registry, consumer));
  }

  private void bind(MeterRegistry registry, String consumer) {
    OUTCOMES.forEach(
        (outcome, count) ->
            FunctionCounter.builder(
                    "twinbox.inbox.handled", inbox, from -> value(consumer, count::applyAsLong))
                .description("Records by what became of them, since the start")
                .tag("consumer", consumer)
                .tag("outcome", outcome)
                .register(registry));
    gauge(registry, consumer, "twinbox.inbox.backlog", status -> status.backlog().received());
    gauge(registry, consumer, "twinbox.inbox.partitions", InboxStatus::partitions);
    gauge(
        registry,
        consumer,
        "twinbox.inbox.running",
        status ->
            status.state() == InboxState.RUNNING || status.state() == InboxState.BEHIND ? 1 : 0);
  }

  private void gauge(
      MeterRegistry registry, String consumer, String name, ToDoubleFunction<InboxStatus> value) {
    Gauge.builder(name, () -> value(consumer, value)).tag("consumer", consumer).register(registry);
  }

  private double value(String consumer, ToDoubleFunction<InboxStatus> value) {
    InboxStatus status = inbox.status().get(consumer);
    return status == null ? 0 : value.applyAsDouble(status);
  }
}
