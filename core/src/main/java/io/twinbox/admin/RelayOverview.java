package io.twinbox.admin;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A relay on the first page.
 *
 * @param report how it stands; {@link RelayReport#oldestAge} is its lag
 * @param health the same in a sentence
 * @param pausedTopics its topics that an operator has stopped
 * @param expiresAt when its lease ends unless it is renewed; null = nobody ever held it
 * @param version the owner's release; null = nobody ever held it
 * @param lastBatch number of the journal's last row; 0 = there is none
 * @param confirmed every batch up to this number is settled
 * @param lastMinute what went through it, a point per second, oldest first, seconds without
 *     anything left out
 */
public record RelayOverview(
    RelayReport report,
    HealthSentence health,
    List<PausedTopic> pausedTopics,
    @Nullable Instant expiresAt,
    @Nullable String version,
    long lastBatch,
    long confirmed,
    List<RatePoint> lastMinute) {
  public RelayOverview {
    Objects.requireNonNull(report, "report");
    Objects.requireNonNull(health, "health");
    pausedTopics = List.copyOf(pausedTopics);
    lastMinute = List.copyOf(lastMinute);
  }

  /** Entries claimed within the last minute. */
  public long claimedLastMinute() {
    return lastMinute.stream().mapToLong(RatePoint::claimed).sum();
  }
}
