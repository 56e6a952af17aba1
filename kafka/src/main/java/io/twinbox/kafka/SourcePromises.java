package io.twinbox.kafka;

import io.twinbox.spi.DestinationDownException;
import io.twinbox.spi.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Says in words what a reader can rely on, with the settings in force and the topics as they are.
 */
final class SourcePromises {
  private SourcePromises() {}

  /** Asks the cluster, for a few seconds at most. */
  static List<String> of(ConsumerSettings settings, Subscription subscription, Cluster cluster) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Kafka at "
            + cluster.bootstrapServers()
            + ": group "
            + settings.group(subscription)
            + ", read_committed, no auto-commit: every record is delivered at least once, those of"
            + " aborted transactions never");
    lines.add(beginning(settings.offsetReset()));
    if (!settings.instance().isEmpty()) {
      lines.add("group.instance.id " + settings.instance() + ": no other member may have it");
    }
    try {
      ReadingTerms terms = cluster.readingTerms(subscription.topics());
      lines.add(offsets(terms));
      terms
          .topics()
          .partitions()
          .forEach((topic, partitions) -> lines.add(topic(topic, partitions, terms)));
      lines.addAll(terms.topics().troubles());
    } catch (DestinationDownException e) {
      lines.add("of the topics nothing is known yet: " + e.getMessage());
    }
    return List.copyOf(lines);
  }

  private static String beginning(String reset) {
    String start = "auto.offset.reset " + reset + ": a partition without a committed offset ";
    if ("earliest".equals(reset)) {
      return start + "is read from its first record";
    }
    if ("none".equals(reset)) {
      return start + "is not read, and the source says so";
    }
    return start + "is not read from its first record: RECORDS ARE SKIPPED";
  }

  private static String offsets(ReadingTerms terms) {
    Long minutes = terms.offsetsMinutes();
    if (minutes == null) {
      return "how long the cluster keeps the offsets of a group without members is not readable";
    }
    return "offsets of a group without members are kept for "
        + shown(Duration.ofMinutes(minutes))
        + ": a consumer that is stopped for longer begins anew, and the ledger refuses what it knows";
  }

  private static String topic(String topic, int partitions, ReadingTerms terms) {
    StringBuilder line = new StringBuilder("topic ").append(topic);
    line.append(": ").append(partitions).append(" partitions");
    String cleanup = terms.cleanup().get(topic);
    if (cleanup == null || cleanup.isEmpty()) {
      return line.append(", retention not readable").toString();
    }
    if (cleanup.contains("compact")) {
      line.append(", compacted: a consumer that is late finds only the last record of a key");
    }
    Long retention = terms.retentionMs().get(topic);
    if (cleanup.contains("delete") && retention != null) {
      line.append(", records are kept ");
      line.append(retention < 0 ? "for ever" : "for " + shown(Duration.ofMillis(retention)));
      if (retention >= 0) {
        line.append(": a consumer that is later than that never sees them");
      }
    }
    return line.toString();
  }

  private static String shown(Duration time) {
    if (time.toHours() >= 48) {
      return time.toDays() + " days";
    }
    return time.toMinutes() >= 120 ? time.toHours() + " hours" : time.toSeconds() + " s";
  }
}
