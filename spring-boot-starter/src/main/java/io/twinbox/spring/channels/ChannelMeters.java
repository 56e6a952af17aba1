package io.twinbox.spring.channels;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.twinbox.relay.RelayListener;
import io.twinbox.spring.observe.OutboxMeters;
import io.twinbox.spring.observe.RelayReports;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The outbox's meters for the relays of channels, told apart by the tag {@code relay}. */
final class ChannelMeters implements MeterBinder, ChannelObserver {
  private static final RelayListener NONE = new RelayListener() {};

  private final Map<String, OutboxMeters> byRelay = new LinkedHashMap<>();

  ChannelMeters(List<ChannelRelay> relays, RelayReports reports, int maxTopics) {
    for (ChannelRelay relay : relays) {
      byRelay.put(relay.name(), new OutboxMeters(reports, relay::name, relay::status, maxTopics));
    }
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    byRelay.values().forEach(meters -> meters.bindTo(registry));
  }

  @Override
  public RelayListener of(String relay) {
    OutboxMeters meters = byRelay.get(relay);
    return meters == null ? NONE : meters;
  }
}
