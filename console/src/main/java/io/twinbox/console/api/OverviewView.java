package io.twinbox.console.api;

import io.twinbox.admin.ConsumerNode;
import io.twinbox.admin.ConsumerOverview;
import io.twinbox.admin.Count;
import io.twinbox.admin.HealthCode;
import io.twinbox.admin.HealthSentence;
import io.twinbox.admin.Pause;
import io.twinbox.admin.PausedTopic;
import io.twinbox.admin.RelayOverview;
import io.twinbox.console.live.LagWindow;
import io.twinbox.console.live.NodeRates;
import io.twinbox.console.live.Pulse;
import io.twinbox.relay.RelayState;
import io.twinbox.relay.RelayStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The overview as the document says. */
record OverviewView(
    Instant at,
    Throughput throughput,
    LagWindow.Lag lag,
    long backlog,
    @Nullable Long oldestPendingAgeMs,
    Sides parked,
    Sides dead,
    List<Relay> relays,
    List<Consumer> consumers,
    List<String> promises) {

  static OverviewView of(Pulse pulse) {
    List<RelayOverview> relays = pulse.overview().relays();
    List<ConsumerOverview> consumers = pulse.overview().consumers();
    Duration oldest =
        relays.stream()
            .map(relay -> relay.report().oldestAge())
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    Map<String, RelayState> here =
        pulse.relaysHere().stream()
            .collect(
                Collectors.toMap(RelayStatus::name, RelayStatus::state, (first, second) -> first));
    return new OverviewView(
        pulse.overview().at(),
        new Throughput(pulse.appended(), pulse.published(), pulse.handled(), pulse.duplicates()),
        pulse.lag(),
        relays.stream().mapToLong(relay -> relay.report().backlog()).sum(),
        ageOrNull(oldest),
        new Sides(
            relays.stream().mapToLong(relay -> relay.report().parked()).sum(),
            consumers.stream().mapToLong(ConsumerOverview::parked).sum()),
        new Sides(
            relays.stream().mapToLong(relay -> relay.report().dead()).sum(),
            consumers.stream().mapToLong(ConsumerOverview::dead).sum()),
        relays.stream().map(relay -> Relay.of(relay, here)).toList(),
        consumers.stream().map(it -> Consumer.of(it, pulse.consumers().get(it.name()))).toList(),
        pulse.promises());
  }

  private static @Nullable Long ageOrNull(Duration age) {
    return age.isZero() ? null : age.toMillis();
  }

  /** Per second. */
  record Throughput(
      @Nullable Double appended,
      @Nullable Double published,
      @Nullable Double handled,
      @Nullable Double duplicates) {}

  /** A number of each side. */
  record Sides(long outbox, long inbox) {}

  /** A sentence. */
  record Health(
      HealthCode.Severity severity,
      HealthCode code,
      String sentence,
      @Nullable String cause,
      @Nullable Instant since,
      long count) {
    static Health of(HealthSentence health) {
      return new Health(
          health.code().severity(),
          health.code(),
          health.text(),
          health.cause(),
          health.since(),
          health.count());
    }
  }

  /** A number that may not be exact. */
  record Counted(long value, Count.Precision precision) {
    static Counted of(Count count) {
      return new Counted(count.value(), count.precision());
    }
  }

  /** A stopped topic. */
  record Paused(String topic, Instant since, String actor, @Nullable String reason) {
    static Paused of(PausedTopic topic) {
      return new Paused(topic.topic(), topic.since(), topic.actor(), topic.reason());
    }
  }

  /** A relay. */
  record Relay(
      String name,
      String channel,
      Health health,
      @Nullable String owner,
      long epoch,
      boolean paused,
      List<Paused> pausedTopics,
      long backlog,
      @Nullable Long oldestPendingAgeMs,
      long parked,
      long dead,
      @Nullable Instant failingSince,
      int tries,
      @Nullable String lastError,
      @Nullable Instant renewedAt,
      @Nullable Instant expiresAt,
      @Nullable String version,
      long lastBatch,
      long confirmed,
      double claimedPerSecond,
      @Nullable RelayState here) {
    static Relay of(RelayOverview relay, Map<String, RelayState> here) {
      var report = relay.report();
      return new Relay(
          report.name(),
          report.channel(),
          Health.of(relay.health()),
          report.owner(),
          report.epoch(),
          report.paused(),
          relay.pausedTopics().stream().map(Paused::of).toList(),
          report.backlog(),
          ageOrNull(report.oldestAge()),
          report.parked(),
          report.dead(),
          report.failingSince(),
          report.tries(),
          report.lastError(),
          report.renewedAt(),
          relay.expiresAt(),
          relay.version(),
          relay.lastBatch(),
          relay.confirmed(),
          Math.max(0, relay.claimedLastMinute()) / 60.0,
          here.get(report.name()));
    }
  }

  /** A consumer. How far it is behind in Kafka, Kafka knows: {@code lagRecords} stays null. */
  record Consumer(
      String name,
      Health health,
      boolean paused,
      long backlog,
      @Nullable Long oldestPendingAgeMs,
      long parked,
      long dead,
      @Nullable Double handledPerSecond,
      @Nullable Double duplicatesPerSecond,
      @Nullable Long lagRecords,
      List<Node> nodes) {
    static Consumer of(ConsumerOverview consumer, NodeRates.@Nullable Rate rate) {
      return new Consumer(
          consumer.name(),
          Health.of(consumer.health()),
          consumer.pause() == Pause.PAUSED,
          consumer.backlog(),
          ageOrNull(consumer.oldestAge()),
          consumer.parked(),
          consumer.dead(),
          rate == null ? null : rate.handled(),
          rate == null ? null : rate.duplicates(),
          null,
          consumer.nodes().stream().map(Node::of).toList());
    }
  }

  /** A process that runs a consumer. */
  record Node(
      String node,
      String version,
      String state,
      @Nullable String error,
      @Nullable Instant failingSince,
      int assigned,
      long read,
      long handled,
      long duplicates,
      long parked,
      long dead,
      Instant startedAt,
      Instant seenAt) {
    static Node of(ConsumerNode node) {
      return new Node(
          node.node(),
          node.version(),
          node.state(),
          node.error(),
          node.failingSince(),
          node.partitions(),
          node.read(),
          node.handled(),
          node.duplicates(),
          node.parked(),
          node.dead(),
          node.startedAt(),
          node.seenAt());
    }
  }
}
