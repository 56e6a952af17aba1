package io.twinbox.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says in words what is promised with the settings in force and the topics as they are. */
final class Promises {
  private Promises() {}

  static List<String> of(
      ProducerSettings settings, HeaderStyle style, Map<String, TopicAnswer.Known> topics) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Kafka at "
            + settings.bootstrapServers()
            + ": acks=all, idempotent, one request in flight per broker: an entry counts as"
            + " published when every in-sync replica has it; retries inside the producer neither"
            + " duplicate nor reorder");
    lines.add(
        "records: "
            + style
            + " headers, compression "
            + settings.compression()
            + ", at most "
            + settings.maxRequestSize()
            + " bytes");
    String partitioner = settings.partitioner();
    if (partitioner != null) {
      lines.add(
          "partitioner.class "
              + partitioner
              + ": the order of a key is kept only if it always chooses the same partition for it");
    }
    if (topics.isEmpty()) {
      lines.add("no topic in use yet: replication is told topic by topic, once it is used");
    }
    topics.forEach((name, topic) -> lines.add(of(name, topic, settings.batchSize())));
    return List.copyOf(lines);
  }

  private static String of(String name, TopicAnswer.Known topic, int batchSize) {
    StringBuilder line = new StringBuilder("topic ").append(name);
    line.append(": ").append(topic.partitions()).append(" partitions");
    line.append(", replication factor ").append(topic.replicationFactor());
    Integer minInSync = topic.minInSync();
    if (minInSync == null) {
      line.append(", min.insync.replicas and max.message.bytes not readable (right");
      line.append(" DescribeConfigs missing): an oversize entry is found by the broker's answer");
      return line.toString();
    }
    line.append(", min.insync.replicas ").append(minInSync).append(": ");
    // What is acknowledged is on this many brokers at least.
    int copies = Math.min(minInSync, topic.replicationFactor());
    if (copies <= 1) {
      line.append("a lost broker disk loses acknowledged records");
    } else {
      line.append("acknowledged records survive the loss of any ").append(copies - 1);
      line.append(copies == 2 ? " broker disk" : " broker disks");
    }
    Integer limit = topic.maxMessageBytes();
    if (limit != null && limit < batchSize) {
      // Correct but slow: each batch is refused, split and sent again.
      line.append("; max.message.bytes ").append(limit).append(" is less than batch.size ");
      line.append(batchSize).append(": lower batch.size");
    }
    topic.troubles().forEach(trouble -> line.append("; ").append(trouble));
    return line.toString();
  }
}
