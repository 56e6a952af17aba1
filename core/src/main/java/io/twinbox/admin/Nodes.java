package io.twinbox.admin;

import java.util.List;

/**
 * The processes that work.
 *
 * @param relays by name
 * @param consumers by consumer and node; those not heard of for an hour are left out
 */
public record Nodes(List<RelayNode> relays, List<ConsumerNode> consumers) {
  public Nodes {
    relays = List.copyOf(relays);
    consumers = List.copyOf(consumers);
  }
}
