package io.twinbox.spring.observe;

import io.twinbox.admin.RelayReport;
import io.twinbox.relay.RelayState;
import io.twinbox.relay.RelayStatus;
import io.twinbox.spring.relay.RelayLifecycle;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * DOWN only where a restart or a person is needed. What waits, and why, are details: an application
 * that is taken out of service because Kafka is away helps nobody. With a limit set, too much lag
 * is OUT_OF_SERVICE.
 */
public final class RelayHealth implements HealthIndicator {
  private final Supplier<Optional<RelayStatus>> relay;
  private final RelayReports reports;
  private final @Nullable Duration maxLag;

  RelayHealth(RelayLifecycle lifecycle, RelayReports reports, @Nullable Duration maxLag) {
    this(lifecycle::status, reports, maxLag);
  }

  /**
   * Of any relay of this process.
   *
   * @param relay what it is doing; empty while it is stopped
   * @param maxLag null = no lag is too much
   */
  public RelayHealth(
      Supplier<Optional<RelayStatus>> relay, RelayReports reports, @Nullable Duration maxLag) {
    this.relay = relay;
    this.reports = reports;
    this.maxLag = maxLag;
  }

  @Override
  public Health health() {
    RelayStatus status = relay.get().orElse(null);
    if (status == null) {
      return Health.outOfService().withDetail("state", RelayState.STOPPED).build();
    }
    Health.Builder health = status.state() == RelayState.HALTED ? Health.down() : Health.up();
    health.withDetail("relay", status.name()).withDetail("state", status.state());
    if (status.failingSince() != null) {
      health.withDetail("failingSince", status.failingSince().toString());
    }
    if (status.lastError() != null) {
      health.withDetail("lastError", status.lastError());
    }
    reports.current().stream()
        .filter(report -> report.name().equals(status.name()))
        .findFirst()
        .ifPresent(report -> waiting(health, report));
    return health.build();
  }

  private void waiting(Health.Builder health, RelayReport report) {
    health
        .withDetail("owner", report.owner() == null ? "" : report.owner())
        .withDetail("pending", report.backlog())
        .withDetail("oldestAge", report.oldestAge().toString())
        .withDetail("parked", report.parked())
        .withDetail("dead", report.dead());
    if (maxLag != null && report.oldestAge().compareTo(maxLag) > 0) {
      health.outOfService().withDetail("maxLag", maxLag.toString());
    }
  }
}
