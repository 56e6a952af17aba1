package io.twinbox.admin;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The first page: everything that matters at one glance.
 *
 * @param at when it was read, by the database's clock
 * @param appended places in the log given out since the schema was installed: the difference of two
 *     overviews is what was appended in between, rolled-back entries included
 * @param relays by name
 * @param consumers by name
 */
public record Overview(
    Instant at, long appended, List<RelayOverview> relays, List<ConsumerOverview> consumers) {
  public Overview {
    Objects.requireNonNull(at, "at");
    relays = List.copyOf(relays);
    consumers = List.copyOf(consumers);
  }
}
