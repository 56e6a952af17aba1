package io.twinbox.demo;

import io.twinbox.checker.LagProbe;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Waits until work flows again after a fault, and tells how long that took. */
final class Flow {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private Flow() {}

  /**
   * Until a service tells of an order in Kafka that was committed since then: the order itself, or
   * its payment.
   *
   * @param since {@link System#nanoTime}
   */
  static Duration told(Service service, long since) throws InterruptedException {
    LagProbe probe = service.ofOrders();
    CompletableFuture<Long> visible = probe.visibleSince(since);
    if (!Waits.until(visible::isDone, LIMIT)) {
      throw stuck("relay", service, service.relays().current());
    }
    return Duration.ofNanos(Math.max(0, visible.join() - since));
  }

  /**
   * Until a service's handlers have handled more messages than before.
   *
   * @param since {@link System#nanoTime}
   * @param before {@link Service#handled} while no consumer of it ran
   */
  static Duration handled(Service service, long since, long before) throws InterruptedException {
    if (!Waits.until(() -> service.handled() > before, LIMIT)) {
      throw stuck("consumer", service, service.consumers().current());
    }
    return Duration.ofNanos(System.nanoTime() - since);
  }

  private static IllegalStateException stuck(String what, Service service, ServiceNode node) {
    String text =
        String.format(
            "nothing flows %d s after a fault. service:%s %s log:%s",
            LIMIT.toSeconds(), service.name(), what, node.log());
    return new IllegalStateException(text);
  }
}
