package io.twinbox.kafka;

import io.twinbox.spi.DestinationDownException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of the topics in use, so that what a broker would refuse is found out before
 * anything is handed to the producer. Thread-safe.
 *
 * <p>A good answer is used until {@link #REFRESH} and beyond, while a new one is being asked for; a
 * topic that cannot be published to is asked for again by the first batch after {@link #ASK_AGAIN},
 * so that a missing topic costs no request per batch. Before an entry is rejected for what an
 * answer says, the answer is {@link #confirmed}. Topics nobody uses any more are forgotten.
 */
final class TopicCatalog {
  /** Age at which a good answer is renewed. */
  static final Duration REFRESH = Duration.ofSeconds(30);

  /** Age at which a bad answer is no longer taken. */
  static final Duration ASK_AGAIN = Duration.ofMillis(1_500);

  /** Age up to which an answer is good enough to reject an entry for ever. */
  static final Duration CONFIRM = Duration.ofSeconds(3);

  private static final Duration FORGET = Duration.ofMinutes(10);
  private static final Logger LOG = LoggerFactory.getLogger(TopicCatalog.class);

  /** An answer; all times but {@code askedAt} are not exact, they only bound work. */
  private static final class Slot {
    final TopicAnswer answer;
    final long askedAt;
    volatile long confirmAt;
    volatile long renewAt;
    volatile long usedAt;

    Slot(TopicAnswer answer, long now) {
      this.answer = answer;
      this.askedAt = now;
      this.confirmAt = now + CONFIRM.toNanos();
      this.renewAt = now + REFRESH.toNanos();
      this.usedAt = now;
    }
  }

  private final Cluster cluster;
  private final LongSupplier nanoTime;
  private final Map<String, Slot> slots = new ConcurrentHashMap<>();

  /** Topics asked for in the background, without an answer yet. */
  private final Set<String> asking = ConcurrentHashMap.newKeySet();

  TopicCatalog(Cluster cluster, LongSupplier nanoTime) {
    this.cluster = cluster;
    this.nanoTime = nanoTime;
  }

  /**
   * The answers for these topics, waiting for those that are not known.
   *
   * @throws DestinationDownException if a topic is not known and the cluster cannot be asked
   */
  Map<String, TopicAnswer> answers(Set<String> topics) {
    long now = nanoTime.getAsLong();
    Map<String, TopicAnswer> answers = new HashMap<>();
    List<String> unknown = new ArrayList<>();
    List<String> old = new ArrayList<>();
    for (String topic : topics) {
      Slot slot = slots.get(topic);
      if (slot == null || expired(slot, now)) {
        unknown.add(topic);
        continue;
      }
      slot.usedAt = now;
      answers.put(topic, slot.answer);
      if (slot.answer instanceof TopicAnswer.Known && now - slot.renewAt >= 0) {
        slot.renewAt = now + ASK_AGAIN.toNanos();
        old.add(topic);
      }
    }
    if (!unknown.isEmpty()) {
      answers.putAll(askNow(unknown));
    }
    if (!old.isEmpty()) {
      forgetUnused(now);
      renew(old);
    }
    return answers;
  }

  private static boolean expired(Slot slot, long now) {
    return slot.answer instanceof TopicAnswer.Unavailable
        && now - slot.askedAt >= ASK_AGAIN.toNanos();
  }

  /**
   * Asks and waits, whatever is known.
   *
   * @throws DestinationDownException if the cluster cannot be asked
   */
  Map<String, TopicAnswer> askNow(Collection<String> topics) {
    Map<String, TopicAnswer> answers = cluster.ask(topics);
    answers.forEach(this::learn);
    return answers;
  }

  /**
   * The answer for a topic that was answered before, asked for again if it is older than {@link
   * #CONFIRM}. If the cluster does not answer, what is known stands, for another while.
   */
  TopicAnswer confirmed(String topic) {
    Slot slot = slots.get(topic);
    long now = nanoTime.getAsLong();
    if (slot != null) {
      if (now - slot.confirmAt < 0) {
        return slot.answer;
      }
      slot.confirmAt = now + CONFIRM.toNanos();
    }
    try {
      return Objects.requireNonNull(askNow(List.of(topic)).get(topic));
    } catch (DestinationDownException e) {
      if (slot == null) {
        throw e;
      }
      // The question itself may have taken as long as its answer is good for: without this, each
      // entry of the topic would wait for one of its own.
      slot.confirmAt = nanoTime.getAsLong() + CONFIRM.toNanos();
      LOG.debug("Topic not looked up topic:{} cause:{}", topic, e.getMessage());
      return slot.answer;
    }
  }

  /**
   * Asks in the background; a failure leaves what is known.
   *
   * @return the topics asked for: not those whose answer is on its way already, for thousands of
   *     entries may fail at once
   */
  Set<String> renew(Collection<String> topics) {
    Set<String> wanted = new HashSet<>(topics);
    wanted.removeIf(topic -> !asking.add(topic));
    if (!wanted.isEmpty()) {
      ask(wanted);
    }
    return wanted;
  }

  private void ask(Set<String> topics) {
    cluster
        .askLater(topics)
        .whenComplete(
            (answers, failure) -> {
              asking.removeAll(topics);
              if (failure == null) {
                answers.forEach(this::learn);
              } else {
                LOG.debug("Topics not looked up topics:{} cause:{}", topics, failure.toString());
              }
            });
  }

  private void learn(String topic, TopicAnswer answer) {
    Slot before = slots.put(topic, new Slot(answer, nanoTime.getAsLong()));
    if (before != null
        && before.answer instanceof TopicAnswer.Known was
        && answer instanceof TopicAnswer.Known is
        && was.partitions() != is.partitions()) {
      LOG.warn(
          "Number of partitions changed: keys move to other partitions, their order across the"
              + " change is not promised topic:{} before:{} now:{}",
          topic,
          was.partitions(),
          is.partitions());
    }
  }

  /** The answer as known, or null; never waits. */
  @Nullable TopicAnswer known(String topic) {
    Slot slot = slots.get(topic);
    return slot == null ? null : slot.answer;
  }

  /** Makes the next use of a topic ask for it. */
  void forget(String topic) {
    slots.remove(topic);
  }

  /** The topics that can be published to, by name. */
  Map<String, TopicAnswer.Known> published() {
    Map<String, TopicAnswer.Known> known = new TreeMap<>();
    slots.forEach(
        (topic, slot) -> {
          if (slot.answer instanceof TopicAnswer.Known answer) {
            known.put(topic, answer);
          }
        });
    return known;
  }

  private void forgetUnused(long now) {
    slots.values().removeIf(slot -> now - slot.usedAt >= FORGET.toNanos());
  }
}
