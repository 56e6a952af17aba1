package io.twinbox.spring.observe;

import io.twinbox.inbox.InboxState;
import io.twinbox.inbox.InboxStatus;
import io.twinbox.spring.inbox.InboxLifecycle;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** DOWN where a consumer has stopped for good; an outage is a detail, for it passes. */
final class InboxHealth implements HealthIndicator {
  private final InboxLifecycle inbox;

  InboxHealth(InboxLifecycle inbox) {
    this.inbox = inbox;
  }

  @Override
  public Health health() {
    Map<String, InboxStatus> all = inbox.status();
    boolean halted = all.values().stream().anyMatch(one -> one.state() == InboxState.HALTED);
    Health.Builder health = halted ? Health.down() : Health.up();
    all.forEach((name, status) -> health.withDetail(name, details(status)));
    return health.build();
  }

  private static Map<String, Object> details(InboxStatus status) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("state", status.state());
    details.put("partitions", status.partitions());
    details.put("backlog", status.backlog().received());
    if (status.failingSince() != null) {
      details.put("failingSince", status.failingSince().toString());
    }
    if (status.lastError() != null) {
      details.put("lastError", status.lastError());
    }
    return details;
  }
}
