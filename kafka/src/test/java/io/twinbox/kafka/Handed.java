package io.twinbox.kafka;

import io.twinbox.spi.Entry;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A batch handed to a publisher, with what came of it. */
final class Handed {
  private final List<Entry> entries;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Outcomes outcomes;

  private Handed(List<Entry> entries, boolean rejectStopsLane) {
    this.entries = List.copyOf(entries);
    this.outcomes = new Outcomes(entries.size(), rejectStopsLane, ended::countDown);
  }

  static Handed to(MessagePublisher publisher, List<Entry> entries) {
    return to(publisher, entries, false);
  }

  static Handed to(MessagePublisher publisher, List<Entry> entries, boolean rejectStopsLane) {
    Handed handed = new Handed(entries, rejectStopsLane);
    publisher.publish(Entries.BATCH, handed.entries, handed.outcomes);
    return handed;
  }

  Handed await(Duration atMost) {
    try {
      if (!ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("not ended within " + atMost + ", open: " + open());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return this;
  }

  Handed await() {
    return await(Duration.ofSeconds(30));
  }

  boolean ended() {
    return outcomes.ended();
  }

  Throwable lostCause() {
    return outcomes.lostCause();
  }

  Entry entry(int index) {
    return entries.get(index);
  }

  PublishResult result(int index) {
    return outcomes.result(index);
  }

  long open() {
    return results().stream().filter(result -> result == null).count();
  }

  long published() {
    return results().stream().filter(PublishResult.Published.class::isInstance).count();
  }

  List<PublishResult> results() {
    List<PublishResult> results = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      results.add(outcomes.result(i));
    }
    return results;
  }

  /** The topics of the entries answered with this kind of result. */
  List<String> topics(Class<? extends PublishResult> kind) {
    List<String> topics = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      if (kind.isInstance(outcomes.result(i))) {
        topics.add(entries.get(i).topic());
      }
    }
    return topics;
  }
}
