package io.twinbox.kafka;

import io.twinbox.spi.Entry;
import io.twinbox.spi.PublishResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * One producer from its start to the moment it is given up.
 *
 * <p>The feeder's thread sends and ends; the producer's own thread reports. When an entry fails in
 * a way that others must not overtake, the report itself closes the producer before it can send
 * anything more: with one request in flight nothing later of that partition is on its way. Results
 * that arrive until {@link #end} still count; entries without one stay open and are sent again by
 * the next session.
 */
final class ProducerSession {
  private final Producer<byte[], byte[]> producer;
  private final Flusher flusher;
  private final Thread feeder;
  private final TopicCatalog catalog;
  private final Runnable whenStopped;
  private final Trouble trouble = new Trouble();
  private volatile boolean stopped;
  private volatile boolean muted;
  private volatile boolean acknowledged;
  private volatile boolean progressed;
  private volatile boolean alone;

  /** Written and read by the feeder's thread only. */
  private @Nullable Throwable refusal;

  /**
   * Starts a producer, for the calling thread to feed.
   *
   * @throws KafkaException if it cannot be made, for example because no broker's name is known
   */
  ProducerSession(Map<String, Object> properties, TopicCatalog catalog, Runnable whenStopped) {
    this.producer = new KafkaProducer<>(properties);
    this.flusher = new Flusher(producer);
    this.feeder = Thread.currentThread();
    this.catalog = catalog;
    this.whenStopped = whenStopped;
  }

  /**
   * Hands an entry's record to the producer. May block for {@code max.block.ms}.
   *
   * @return why the producer did not take it; null = it did, or the session is stopped
   */
  @Nullable Throwable send(
      ProducerRecord<byte[], byte[]> entryRecord, Handover handover, int index) {
    refusal = null;
    try {
      // The future would only say again what the Ack is told.
      var unused = producer.send(entryRecord, new Ack(handover, index));
    } catch (RuntimeException e) {
      // Also what a send gets that meets a producer just closed, and what a partitioner throws.
      return stopped ? null : e;
    }
    return refusal;
  }

  /** Nothing more is on its way for now: what was handed over is sent without lingering. */
  void flush() {
    flusher.flush();
  }

  /** Tells whether what is sent from now on is alone on its way: then its failure is its own. */
  void alone(boolean isAlone) {
    alone = isAlone;
  }

  /** Whether the producer was given up: nothing more is sent. */
  boolean stopped() {
    return stopped;
  }

  /** Whether anything was acknowledged since the last time this was asked. */
  boolean progressed() {
    boolean result = progressed;
    progressed = false;
    return result;
  }

  /** Whether anything was acknowledged. */
  boolean acknowledged() {
    return acknowledged;
  }

  /** Why the session stopped; complete after {@link #end}. */
  Trouble trouble() {
    return trouble;
  }

  /** Gives the producer up because these topics take nothing. */
  void giveUp(Map<String, PublishResult> topics) {
    topics.forEach(trouble::topic);
    stop();
  }

  /** Gives the producer up for this reason. */
  void giveUp(String reason) {
    trouble.cause(new KafkaException(reason));
    stop();
  }

  /** Acts on a failure of entry {@code index}: settles it, or stops the session. */
  void failed(Handover handover, int index, Throwable e) {
    Entry entry = handover.entries().get(index);
    Failure failure = Failure.of(e, entry);
    if (failure instanceof Failure.Again again && alone && !stopped) {
      failure = Failure.alone(again.cause(), entry);
    }
    if (failure instanceof Failure.OfEntry one) {
      PublishResult result = one.result();
      handover.outcomes().report(index, result);
      catalog.renew(List.of(entry.topic()));
      if (handover.outcomes().stopsLane(result)) {
        trouble.lane(entry.lane(), Stop.at(handover, index, result));
        trouble.cause(e);
        stop();
      }
    } else if (failure instanceof Failure.OfTopic topic) {
      trouble.topic(entry.topic(), topic.result());
      trouble.cause(e);
      stop();
    } else if (!stopped) {
      // Once stopped, what is left comes back as aborted: that says nothing new.
      trouble.cause(e);
      if (failure instanceof Failure.OfDestination destination) {
        trouble.destination(destination.cause());
      } else {
        trouble.unexplained();
      }
      stop();
    }
  }

  private void stop() {
    if (!stopped) {
      stopped = true;
      producer.close(Duration.ZERO);
      whenStopped.run();
    }
  }

  /** Reports nothing any more. */
  void mute() {
    muted = true;
  }

  /** Waits until the producer's thread is gone: no result comes after that. */
  void end() {
    stopped = true;
    // An interrupt, which is how a feeder is told to end, must not cut the waiting short.
    boolean interrupted = Thread.interrupted();
    while (!closed()) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    flusher.end();
  }

  private boolean closed() {
    try {
      producer.close(Duration.ZERO);
      return true;
    } catch (InterruptException e) {
      // It has set the thread's flag again.
      Thread.interrupted();
      return false;
    }
  }

  /** One per record: the way back to its batch. */
  private final class Ack implements Callback {
    private final Handover handover;
    private final int index;

    Ack(Handover handover, int index) {
      this.handover = handover;
      this.index = index;
    }

    @Override
    public void onCompletion(RecordMetadata metadata, @Nullable Exception e) {
      if (muted) {
        return;
      }
      if (e == null) {
        if (!progressed) {
          progressed = true;
          acknowledged = true;
        }
        handover.outcomes().published(index);
      } else if (Thread.currentThread() == feeder) {
        refusal = Objects.requireNonNull(e);
      } else {
        failed(handover, index, e);
      }
    }
  }
}
