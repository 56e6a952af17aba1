package io.twinbox.demo;

import io.twinbox.checker.Lag;
import java.util.List;

/**
 * What happened during a run. Immutable.
 *
 * @param told from the commit of an order until its message was visible in Kafka
 * @param paid from the commit of an order until the message of its payment was visible in Kafka
 * @param blows the faults that struck, in order
 * @param duplicatesRefused records that the consumers refused; at least so many, for a consumer
 *     that is killed may not have told of the last ones
 * @param troubles what else went wrong, in words
 */
public record Played(
    Lag told, Lag paid, List<Blow> blows, long duplicatesRefused, List<String> troubles) {
  /** Copies the lists. */
  public Played {
    blows = List.copyOf(blows);
    troubles = List.copyOf(troubles);
  }
}
