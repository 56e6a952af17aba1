package io.twinbox.demo;

import io.twinbox.checker.LagProbe;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

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
    try {
      long seen = visible.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      return Duration.ofNanos(Math.max(0, seen - since));
    } catch (TimeoutException | ExecutionException e) {
      throw stuck("relay", service, service.relays().current(), e);
    }
  }

  /**
   * Until a service's handlers have handled more messages than before.
   *
   * @param since {@link System#nanoTime}
   * @param before {@link Service#handled} while no consumer of it ran
   */
  static Duration handled(Service service, long since, long before) throws InterruptedException {
    if (!Waits.until(() -> service.handled() > before, LIMIT)) {
      throw stuck("consumer", service, service.consumers().current(), null);
    }
    return Duration.ofNanos(System.nanoTime() - since);
  }

  private static IllegalStateException stuck(
      String what, Service service, ServiceNode node, @Nullable Exception cause) {
    String text =
        String.format(
            "nothing flows %d s after a fault. service:%s %s log:%s",
            LIMIT.toSeconds(), service.name(), what, node.log());
    return new IllegalStateException(text, cause);
  }
}
