package io.twinbox.console.api;

import io.twinbox.admin.Nodes;
import io.twinbox.admin.Pause;
import io.twinbox.admin.RelayNode;
import io.twinbox.relay.RelayState;
import io.twinbox.relay.RelayStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The nodes as the document says. */
record NodesView(List<Relay> relays, List<Consumer> consumers) {

  static NodesView of(Nodes nodes, List<RelayStatus> here) {
    return new NodesView(
        nodes.relays().stream().map(relay -> Relay.of(relay, here)).toList(),
        nodes.consumers().stream()
            .map(node -> new Consumer(node.consumer(), OverviewView.Node.of(node)))
            .toList());
  }

  /** Who owns a relay. */
  record Relay(
      String relay,
      String channel,
      @Nullable String owner,
      long epoch,
      @Nullable Instant renewedAt,
      @Nullable Instant expiresAt,
      @Nullable String version,
      boolean paused,
      @Nullable RelayState here) {
    static Relay of(RelayNode node, List<RelayStatus> here) {
      return new Relay(
          node.relay(),
          node.channel(),
          node.owner(),
          node.epoch(),
          node.renewedAt(),
          node.expiresAt(),
          node.version(),
          node.pause() == Pause.PAUSED,
          here.stream()
              .filter(status -> status.name().equals(node.relay()))
              .map(RelayStatus::state)
              .findFirst()
              .orElse(null));
    }
  }

  /** A node of a consumer. */
  record Consumer(String consumer, OverviewView.Node node) {}
}
