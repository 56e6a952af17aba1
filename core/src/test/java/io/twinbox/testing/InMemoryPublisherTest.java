package io.twinbox.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.spi.BatchId;
import io.twinbox.spi.DestinationDownException;
import io.twinbox.spi.Entry;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import io.twinbox.spi.RelayId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The publishers in memory keep the rules of the port, so that a relay tested with them learns the
 * truth.
 */
class InMemoryPublisherTest {
  private static final BatchId BATCH = new BatchId(new RelayId("orders", "kafka"), 1);

  private final InMemoryOutboxStore store = new InMemoryOutboxStore(new ManualClock());
  private final AtomicInteger ended = new AtomicInteger();

  @Test
  void everythingArrivesInOrderAndIsAcknowledgedAtOnce() {
    InMemoryPublisher publisher = new InMemoryPublisher();
    Outcomes outcomes = outcomes(2, false);

    publisher.publish(BATCH, entries("k:a", "k:b"), outcomes);

    assertThat(texts(publisher)).containsExactly("k:a", "k:b");
    assertThat(outcomes.ended()).isTrue();
    assertThat(outcomes.anyFailed()).isFalse();
    assertThat(ended).hasValue(1);
  }

  @Test
  void acknowledgementsComeByHandInTheOrderOfArrival() {
    InMemoryPublisher publisher = new InMemoryPublisher();
    publisher.holdAcknowledgements();
    Outcomes first = outcomes(2, false);
    Outcomes second = outcomes(1, false);
    publisher.publish(BATCH, entries("k:a", "k:b"), first);
    publisher.publish(BATCH, entries("k:c"), second);

    assertThat(texts(publisher)).hasSize(3);
    assertThat(publisher.inFlight()).isEqualTo(3);
    publisher.acknowledge(1);
    assertThat(first.result(0)).isEqualTo(PublishResult.Published.INSTANCE);
    assertThat(first.ended()).isFalse();
    publisher.acknowledgeAll();
    assertThat(first.ended()).isTrue();
    assertThat(second.ended()).isTrue();
  }

  @Test
  void whatIsLostInFlightHasArrivedAllTheSame() {
    InMemoryPublisher publisher = new InMemoryPublisher();
    publisher.holdAcknowledgements();
    Outcomes outcomes = outcomes(2, false);
    publisher.publish(BATCH, entries("k:a", "k:b"), outcomes);

    publisher.loseInFlight(new IllegalStateException("gone"));

    assertThat(outcomes.lostCause()).hasMessage("gone");
    assertThat(texts(publisher)).hasSize(2);
  }

  @Test
  void nothingOfBeforeIsReportedAfterAReset() {
    InMemoryPublisher publisher = new InMemoryPublisher();
    publisher.holdAcknowledgements();
    Outcomes outcomes = outcomes(1, false);
    publisher.publish(BATCH, entries("k:a"), outcomes);

    publisher.reset();
    publisher.acknowledgeAll();

    assertThat(outcomes.ended()).isFalse();
    assertThat(publisher.resets()).isEqualTo(1);
  }

  @Test
  void aTestCanWaitForWhatArrives() throws Exception {
    InMemoryPublisher publisher = new InMemoryPublisher();
    CompletableFuture<Void> publishing =
        CompletableFuture.runAsync(
            () -> publisher.publish(BATCH, entries("k:a"), outcomes(1, false)));

    assertThat(publisher.awaitArrived(1, Duration.ofSeconds(10))).hasSize(1);
    assertThatThrownBy(() -> publisher.awaitArrived(2, Duration.ofMillis(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("1 of 2");
    publishing.get();
  }

  @Test
  void aMissingTopicStopsOnlyItself() {
    FailingPublisher publisher = new FailingPublisher();
    publisher.missTopic("missing");
    Outcomes outcomes = outcomes(3, false);
    List<Entry> entries = new ArrayList<>(entries("k:a", "k:b"));
    entries.add(1, entry("missing", "k", "k:x"));

    publisher.publish(BATCH, entries, outcomes);

    assertThat(texts(publisher.destination())).containsExactly("k:a", "k:b");
    assertThat(outcomes.result(1)).isInstanceOf(PublishResult.Retry.class);
    publisher.createTopic("missing");
    publisher.publish(BATCH, entries("k:c"), outcomes(1, false));
    assertThat(texts(publisher.destination())).endsWith("k:c");
  }

  @Test
  void afterARetryTheRestOfTheLaneIsHeldBack() {
    FailingPublisher publisher = new FailingPublisher();
    publisher.retry(entry -> text(entry).equals("k:b"), Duration.ofSeconds(3));
    Outcomes outcomes = outcomes(4, false);

    publisher.publish(BATCH, entries("k:a", "k:b", "k:c", "j:a"), outcomes);

    assertThat(texts(publisher.destination())).containsExactly("k:a", "j:a");
    assertThat(outcomes.result(1))
        .isInstanceOfSatisfying(
            PublishResult.Retry.class,
            retry -> assertThat(retry.after()).isEqualTo(Duration.ofSeconds(3)));
    assertThat(outcomes.result(2)).isInstanceOf(PublishResult.Retry.class);
  }

  @Test
  void aRejectionHoldsItsLaneBackOnlyIfAsked() {
    FailingPublisher publisher = new FailingPublisher();
    publisher.reject(entry -> text(entry).equals("k:a"));

    publisher.publish(BATCH, entries("k:a", "k:b"), outcomes(2, false));
    assertThat(texts(publisher.destination())).containsExactly("k:b");

    Outcomes stopping = outcomes(2, true);
    publisher.publish(BATCH, entries("k:a", "k:b"), stopping);
    assertThat(texts(publisher.destination())).containsExactly("k:b");
    assertThat(stopping.result(0)).isInstanceOf(PublishResult.Reject.class);
    assertThat(stopping.result(1)).isInstanceOf(PublishResult.Retry.class);

    publisher.heal();
    publisher.publish(BATCH, entries("k:a"), outcomes(1, true));
    assertThat(texts(publisher.destination())).containsExactly("k:b", "k:a");
  }

  @Test
  void aDestinationThatIsDownTakesNothing() {
    FailingPublisher publisher = new FailingPublisher();
    publisher.goDown();
    Outcomes outcomes = outcomes(1, false);

    publisher.publish(BATCH, entries("k:a"), outcomes);

    assertThat(outcomes.lostCause()).isInstanceOf(DestinationDownException.class);
    assertThat(texts(publisher.destination())).isEmpty();
    assertThatThrownBy(publisher::probe).isInstanceOf(DestinationDownException.class);
    publisher.comeBack();
    publisher.probe();
  }

  @Test
  void aConnectionThatBreaksLosesTheBatchInTheMiddleAndOnlyOnce() {
    FailingPublisher publisher = new FailingPublisher();
    publisher.breakAfter(2);
    Outcomes broken = outcomes(4, false);

    publisher.publish(BATCH, entries("k:a", "k:b", "k:c", "k:d"), broken);
    assertThat(texts(publisher.destination())).containsExactly("k:a", "k:b");
    assertThat(broken.lostCause()).isNotNull();

    publisher.publish(BATCH, entries("k:a"), outcomes(1, false));
    assertThat(texts(publisher.destination())).containsExactly("k:a", "k:b", "k:a");
  }

  private Outcomes outcomes(int size, boolean rejectStopsLane) {
    return new Outcomes(size, rejectStopsLane, ended::incrementAndGet);
  }

  /** Texts begin with their key. */
  private List<Entry> entries(String... texts) {
    List<Entry> entries = new ArrayList<>();
    for (String text : texts) {
      entries.add(entry("orders", text.substring(0, 1), text));
    }
    return entries;
  }

  private Entry entry(String topic, String key, String text) {
    try (InMemoryTransaction transaction = store.begin()) {
      Entry entry = transaction.append(topic, key, text);
      transaction.commit();
      return entry;
    }
  }

  private static List<String> texts(InMemoryPublisher publisher) {
    return publisher.arrived().stream().map(InMemoryPublisherTest::text).toList();
  }

  private static String text(Entry entry) {
    return new String(entry.payload(), StandardCharsets.UTF_8);
  }
}
