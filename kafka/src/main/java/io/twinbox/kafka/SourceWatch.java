package io.twinbox.kafka;

import io.twinbox.spi.SourceException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out why no records come. A Kafka consumer does not say: without a broker, a topic or a
 * coordinator its polls are as empty as with nothing to read. So the cluster is asked every few
 * seconds, without waiting for the answer, and the answer is looked at by a later poll.
 *
 * <p>Used by the polling thread only. What is wrong with the cluster, or with all of the topics, is
 * thrown; what concerns some of them is logged, because the others are read.
 */
final class SourceWatch {
  /** From one question to the next; with the patience of the admin client below ten seconds. */
  static final Duration INTERVAL = Duration.ofSeconds(4);

  /** The same while something is wrong. */
  private static final Duration TROUBLED_INTERVAL = Duration.ofSeconds(1);

  /** A group that is well takes its members in sooner. */
  static final Duration JOIN_PATIENCE = Duration.ofSeconds(8);

  private static final Logger LOG = LoggerFactory.getLogger(SourceWatch.class);

  private final Cluster cluster;
  private final Collection<String> topics;
  private final String group;
  private final LongSupplier nanoTime;
  private @Nullable CompletableFuture<ReadableTopics> asked;
  private long askAt;
  private long joiningSince;
  private boolean joined;
  private @Nullable String trouble;
  private String remark = "";

  SourceWatch(Cluster cluster, Collection<String> topics, String group, LongSupplier nanoTime) {
    this.cluster = cluster;
    this.topics = topics;
    this.group = group;
    this.nanoTime = nanoTime;
    this.askAt = nanoTime.getAsLong();
    this.joiningSince = askAt;
  }

  /** Records came: whatever was wrong is over. */
  void read() {
    trouble = null;
    look();
  }

  /** Whether the group has taken us in. */
  boolean isJoined() {
    return joined;
  }

  /** The group has taken us in. */
  void joined() {
    joined = true;
  }

  /** The group has put us out, or a new member begins. */
  void left() {
    joined = false;
    joiningSince = nanoTime.getAsLong();
  }

  /** Asks if it is time to, and takes notice of an answer. */
  void look() {
    CompletableFuture<ReadableTopics> answer = asked;
    long now = nanoTime.getAsLong();
    if (answer != null && answer.isDone()) {
      asked = null;
      hear(answer);
      askAt = now + (trouble == null ? INTERVAL : TROUBLED_INTERVAL).toNanos();
    } else if (answer == null && now - askAt >= 0) {
      asked = cluster.askReadable(topics);
    }
  }

  private void hear(CompletableFuture<ReadableTopics> answer) {
    try {
      ReadableTopics found = answer.join();
      String troubles = String.join("; ", found.troubles());
      trouble = found.none() ? troubles : null;
      remark(found.none() ? "" : troubles);
    } catch (CompletionException e) {
      trouble = cluster.sentence(e);
    }
  }

  private void remark(String now) {
    if (!now.equals(remark)) {
      remark = now;
      if (now.isEmpty()) {
        LOG.info("All topics can be read again group:{}", group);
      } else {
        LOG.warn("Not all can be read group:{} troubles:{}", group, now);
      }
    }
  }

  /** What a failing poll means, in words. */
  SourceException failure(Throwable e) {
    if (e instanceof FencedInstanceIdException) {
      return new SourceException(
          "another member of group "
              + group
              + " has the same group.instance.id: this one stays out until it is started again",
          e);
    }
    if (e instanceof GroupAuthorizationException) {
      return new SourceException("not authorized to join group " + group, e);
    }
    if (e instanceof TopicAuthorizationException topic) {
      return new SourceException("not authorized to read " + topic.unauthorizedTopics(), e);
    }
    if (e instanceof InvalidTopicException topic) {
      return new SourceException("illegal topic names " + topic.invalidTopics(), e);
    }
    if (e instanceof NoOffsetForPartitionException offsets) {
      return new SourceException(
          "no offset to begin with in "
              + offsets.partitions()
              + ": group "
              + group
              + " has committed none there, and auto.offset.reset does not say where to begin",
          e);
    }
    return new SourceException(cluster.sentence(e), e);
  }

  /**
   * Nothing was read.
   *
   * @throws SourceException if there is a reason
   */
  void requireHealthy() {
    if (trouble != null) {
      throw new SourceException(trouble, null);
    }
    long joining = nanoTime.getAsLong() - joiningSince;
    if (!joined && joining >= JOIN_PATIENCE.toNanos()) {
      throw new SourceException(
          "Kafka at "
              + cluster.bootstrapServers()
              + " answers, but group "
              + group
              + " has not taken this member in for "
              + Duration.ofNanos(joining).toSeconds()
              + " s",
          null);
    }
  }
}
