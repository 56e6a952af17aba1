package io.twinbox.admin;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A consumer on the first page. How far it is behind in Kafka, Kafka knows.
 *
 * @param name the consumer
 * @param health how it stands, in a sentence
 * @param pause whether an operator has stopped it
 * @param backlog stored records that wait for their first handling
 * @param oldestAge age of the oldest of them; zero = none waits
 * @param parked records that are tried again
 * @param dead dead letters that nobody discarded
 * @param nodes the processes that run it
 */
public record ConsumerOverview(
    String name,
    HealthSentence health,
    Pause pause,
    long backlog,
    Duration oldestAge,
    long parked,
    long dead,
    List<ConsumerNode> nodes) {

  public ConsumerOverview {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(health, "health");
    Objects.requireNonNull(pause, "pause");
    Objects.requireNonNull(oldestAge, "oldestAge");
    nodes = List.copyOf(nodes);
  }
}
