package io.twinbox.kafka;

import io.twinbox.spi.DestinationDownException;
import io.twinbox.spi.Entry;
import io.twinbox.spi.PublishResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands entries to the producer in order, in a thread of its own: it can wait for as long as the
 * producer's memory is full or a broker is away, and the relay never does.
 *
 * <p>When a producer must be given up, every entry without a result goes to the next one, in the
 * same order. That is safe for the order of first occurrences: what the old producer wrote of a
 * partition is a beginning of what it was given, and the new one starts no later than where that
 * beginning may end. It costs duplicates at most of the requests on the wire, one per broker.
 *
 * <p><b>Search.</b> A failure may leave open which entry is at fault, or whether one is: an error
 * of the broker's that is told for a whole request, or one we do not know. It is got over by
 * sending again, at full speed while that leads on. When a producer fails so without one
 * acknowledgement, the next sends what was in flight one by one: what fails then is parked, and all
 * others go on.
 *
 * <p>A feeder lives until the publisher is reset, or until it is lost: then it takes nothing more.
 */
final class Feeder {
  /** A batch that is out for longer makes us ask whether its topics are still there. */
  static final Duration STALL = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(Feeder.class);
  private static final Duration LOOK_AFTER = Duration.ofMillis(500);
  private static final Duration SETTLE = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration JOIN = Duration.ofSeconds(8);
  private static final Duration GLANCE = Duration.ofNanos(200_000);

  /** No batch's place. */
  private static final long NOWHERE = -1;

  private final ProducerSettings settings;
  private final EntryEncoder encoder;
  private final Preflight preflight;
  private final Cluster cluster;
  private final TopicCatalog catalog;
  private final Thread thread;
  private final HandoverQueue queue = new HandoverQueue(System::nanoTime);
  private volatile boolean closing;
  private volatile @Nullable ProducerSession session;

  // The feeder's thread only.
  private final Idleness idleness = new Idleness();

  /** Entries of batches up to this place are sent one by one. */
  private long searchTo = NOWHERE;

  Feeder(ProducerSettings settings, EntryEncoder encoder, Cluster cluster, TopicCatalog catalog) {
    this.settings = settings;
    this.encoder = encoder;
    this.preflight = new Preflight(encoder, settings.maxRequestSize(), catalog);
    this.cluster = cluster;
    this.catalog = catalog;
    this.thread = new Thread(this::run, "twinbox-kafka-feeder");
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Takes a batch, or ends it at once if this feeder is lost. */
  void accept(Handover handover) {
    queue.accept(handover);
  }

  /** Why nothing is taken any more; null = it is. */
  @Nullable Throwable lost() {
    return queue.lost();
  }

  /** Whether nothing is in flight. */
  boolean idle() {
    return queue.idle();
  }

  /** Topics of which an entry may have been out for longer than {@link #STALL}. */
  Set<String> stalledTopics() {
    return queue.openTopics(STALL);
  }

  /** Gives everything up. After the return no result is reported and nothing more is sent. */
  void close() {
    closing = true;
    ProducerSession open = session;
    if (open != null) {
      open.mute();
    }
    thread.interrupt();
    try {
      thread.join(JOIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn("Kafka producer still closing, it sends nothing more waited:{}", JOIN);
    }
  }

  private void run() {
    try {
      while (!closing) {
        ProducerSession current = session;
        if (current != null && current.stopped()) {
          recover(current);
        }
        Handover next = queue.take(LOOK_AFTER, this::mustLook);
        if (next != null) {
          feed(next);
        } else {
          lookAfterStalled();
        }
      }
    } catch (Throwable e) {
      // Whatever it is, an OutOfMemoryError included: the relay starts again from the journal.
      lose(e);
    } finally {
      end();
    }
  }

  private boolean mustLook() {
    ProducerSession current = session;
    return closing || (current != null && current.stopped());
  }

  private void lose(Throwable cause) {
    if (!closing) {
      LOG.warn("Kafka producer given up, batches in flight are lost cause:{}", cause.toString());
      queue.lose(cause);
    }
  }

  private void end() {
    ProducerSession open = session;
    if (open == null) {
      return;
    }
    if (closing) {
      open.mute();
    }
    open.end();
  }

  private void feed(Handover handover) {
    if (!handover.checked() && !check(handover)) {
      return;
    }
    ProducerSession current = session;
    if (current == null) {
      current = open();
      session = current;
    }
    current.alone(handover.place() <= searchTo);
    for (int i = 0; i < handover.entries().size(); i++) {
      if (handover.open(i) && !hand(current, handover, i)) {
        return;
      }
    }
    if (!queue.hasMore()) {
      current.flush();
    }
  }

  /** Looks up the topics of a batch that was accepted while the cluster did not answer. */
  private boolean check(Handover handover) {
    while (!mustLook()) {
      try {
        // Later batches may wait already; when their turn comes, the topic may be there.
        queue.stop(preflight.refuse(handover));
        return true;
      } catch (DestinationDownException e) {
        LockSupport.parkNanos(LOOK_AFTER.toNanos());
      }
    }
    return false;
  }

  private ProducerSession open() {
    try {
      return new ProducerSession(settings.producer(), catalog, queue::signal);
    } catch (KafkaException e) {
      throw cluster.down(e);
    }
  }

  /** Hands one entry over; false = the session is stopped. */
  private boolean hand(ProducerSession current, Handover handover, int index) {
    Entry entry = handover.entries().get(index);
    ProducerRecord<byte[], byte[]> entryRecord = encoder.encode(handover.batch(), entry);
    while (!mustLook()) {
      Throwable refusal = current.send(entryRecord, handover, index);
      if (refusal == null) {
        if (handover.place() <= searchTo) {
          awaitAnswer(current, handover, index);
        }
        return !current.stopped();
      }
      if (refusal instanceof InterruptException interrupt) {
        throw interrupt;
      }
      if (!(refusal instanceof TimeoutException)) {
        current.failed(handover, index, refusal);
        return !current.stopped();
      }
      // No memory or no metadata. Both come back with the broker, but a topic may be gone for good.
      Set<String> suspects = new HashSet<>(stalledTopics());
      suspects.add(entry.topic());
      giveUpGone(current, suspects);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return false;
  }

  /** Waits until the only entry on its way is answered; ends the search if that takes long. */
  private void awaitAnswer(ProducerSession current, Handover handover, int index) {
    current.flush();
    long deadline = System.nanoTime() + STALL.toNanos();
    while (handover.open(index) && !mustLook()) {
      if (System.nanoTime() - deadline >= 0) {
        // A broker is away, say: others must not wait for that.
        searchTo = NOWHERE;
        current.alone(false);
        return;
      }
      LockSupport.parkNanos(GLANCE.toNanos());
    }
  }

  private void lookAfterStalled() {
    Set<String> topics = stalledTopics();
    ProducerSession current = session;
    if (topics.isEmpty()) {
      idleness.end();
      return;
    }
    if (current == null || current.stopped()) {
      return;
    }
    boolean healthy = giveUpGone(current, topics);
    if (current.progressed()) {
      idleness.end();
    } else if (!healthy) {
      idleness.excuse();
    } else if (idleness.tooLong()) {
      current.giveUp("nothing acknowledged though the cluster is well");
    }
  }

  /**
   * The producer waits for a topic that was deleted for ever, and what it holds for it would be
   * written late when the topic comes back: that producer must go.
   *
   * @return whether the cluster answers and could take entries for all these topics
   */
  private boolean giveUpGone(ProducerSession current, Set<String> topics) {
    Map<String, TopicAnswer> answers;
    try {
      answers = catalog.askNow(topics);
    } catch (DestinationDownException e) {
      LOG.debug("Topics not looked up topics:{} cause:{}", topics, e.getMessage());
      return false;
    }
    boolean healthy = true;
    Map<String, PublishResult> gone = new HashMap<>();
    for (Map.Entry<String, TopicAnswer> answer : answers.entrySet()) {
      if (answer.getValue() instanceof TopicAnswer.Unavailable unavailable) {
        gone.put(answer.getKey(), unavailable.result());
      } else if (answer.getValue() instanceof TopicAnswer.Known topic) {
        healthy &= topic.troubles().isEmpty();
      }
    }
    if (!gone.isEmpty()) {
      settleOthers(gone.keySet());
      current.giveUp(gone);
    }
    return healthy;
  }

  /** Lets the results of the other topics come in, so that nothing of them is sent twice. */
  private void settleOthers(Set<String> gone) {
    long deadline = System.nanoTime() + SETTLE.toNanos();
    while (!mustLook()
        && !gone.containsAll(queue.openTopics(Duration.ZERO))
        && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Puts what has no result back to the front, without what is known to fail. */
  private void recover(ProducerSession ended) {
    ended.end();
    session = null;
    Trouble trouble = ended.trouble();
    Throwable destination = trouble.destination();
    if (destination != null) {
      throw cluster.down(destination);
    }
    LOG.warn("Kafka producer given up, what is unanswered is sent again {}", trouble);
    trouble.topics().keySet().forEach(catalog::forget);
    searchTo = trouble.needsSearch() && !ended.acknowledged() ? queue.newestFed() : NOWHERE;
    queue.putBack(trouble);
  }
}
