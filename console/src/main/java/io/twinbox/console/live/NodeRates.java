package io.twinbox.console.live;

import io.twinbox.admin.ConsumerNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes rates of what the nodes of consumers count. A node tells every few seconds, so its rate is
 * that between the last two times it told something new. Not thread-safe.
 */
public final class NodeRates {
  private final Map<Node, Told> told = new HashMap<>();

  /**
   * Takes in what the nodes tell.
   *
   * @return the rates by consumer; a consumer of which nothing is known yet is left out
   */
  Map<String, Rate> of(List<ConsumerNode> nodes, Instant now) {
    Map<String, Rate> rates = new HashMap<>();
    Map<Node, Told> seen = new HashMap<>();
    for (ConsumerNode node : nodes) {
      Node name = new Node(node.consumer(), node.node(), node.startedAt());
      Told before = told.get(name);
      Told after = before == null ? Told.first(node) : before.then(node, now);
      seen.put(name, after);
      if (after.rate != null) {
        rates.merge(node.consumer(), after.rate, Rate::plus);
      }
    }
    told.clear();
    told.putAll(seen);
    return rates;
  }

  private record Node(String consumer, String node, Instant startedAt) {}

  /**
   * What a consumer does in a second.
   *
   * @param handled records handled
   * @param duplicates records refused
   */
  public record Rate(double handled, double duplicates) {
    Rate plus(Rate other) {
      return new Rate(handled + other.handled, duplicates + other.duplicates);
    }
  }

  private record Told(Instant at, long handled, long duplicates, @Nullable Rate rate) {
    /** So long without a word, and the last rate says nothing any more. */
    private static final Duration SILENT = Duration.ofSeconds(30);

    static Told first(ConsumerNode node) {
      return new Told(node.seenAt(), node.handled(), node.duplicates(), null);
    }

    Told then(ConsumerNode node, Instant now) {
      double seconds = Duration.between(at, node.seenAt()).toMillis() / 1e3;
      if (seconds <= 0) {
        boolean silent = Duration.between(at, now).compareTo(SILENT) > 0;
        return silent ? new Told(at, handled, duplicates, null) : this;
      }
      return new Told(
          node.seenAt(),
          node.handled(),
          node.duplicates(),
          new Rate(
              Math.max(0, node.handled() - handled) / seconds,
              Math.max(0, node.duplicates() - duplicates) / seconds));
    }
  }
}
