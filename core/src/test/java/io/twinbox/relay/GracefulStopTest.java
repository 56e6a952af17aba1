package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twinbox.EntryState;
import io.twinbox.InvalidOptionsException;
import io.twinbox.delivery.Answer;
import io.twinbox.delivery.Attempt;
import io.twinbox.delivery.Courier;
import io.twinbox.delivery.LaneOptions;
import io.twinbox.delivery.LanePublisher;
import io.twinbox.spi.Entry;
import io.twinbox.spi.Lane;
import io.twinbox.testing.InMemoryOutboxStore;
import io.twinbox.testing.InMemoryTransaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A relay of a channel that takes one entry at a time is stopped with much in flight. */
class GracefulStopTest {
  private static final int ENTRIES = 1_600;
  private static final LaneOptions LANES =
      LaneOptions.DEFAULT.withConcurrency(64, 64).withPatience(Duration.ofSeconds(10));

  private final InMemoryOutboxStore store = new InMemoryOutboxStore();
  private final List<Entry> arrived = new CopyOnWriteArrayList<>();
  private final CountDownLatch wrappedUp = new CountDownLatch(1);
  private final CountDownLatch answers = new CountDownLatch(1);
  private final AtomicInteger waiting = new AtomicInteger();

  /** Before, all that had been delivered of batches not wholly answered was delivered again. */
  @Test
  void nothingIsDeliveredTwiceAndNothingMoreIsBegun() throws Exception {
    append();
    Relay first = relay(new Stalling(600));
    first.start();
    await().until(() -> waiting.get() == 64);
    CompletableFuture<Void> close = CompletableFuture.runAsync(first::close);
    wrappedUp.await();
    int begun = arrived.size();
    answers.countDown();
    close.join();
    assertThat(arrived).hasSize(begun);
    assertThat(store.states(Bed.ORDERS).values()).doesNotContain(EntryState.PENDING);

    try (Relay second = relay(new Stalling(Integer.MAX_VALUE))) {
      second.start();
      await()
          .until(
              () ->
                  store.states(Bed.ORDERS).values().stream()
                      .allMatch(state -> state == EntryState.PUBLISHED));
    }
    assertThat(arrived).extracting(Entry::seq).doesNotHaveDuplicates().hasSize(ENTRIES);
    Map<Lane, List<Long>> lanes =
        arrived.stream()
            .collect(
                Collectors.groupingBy(
                    Entry::lane, Collectors.mapping(Entry::seq, Collectors.toList())));
    assertThat(lanes.values()).hasSize(400).allSatisfy(seqs -> assertThat(seqs).isSorted());
  }

  @Test
  void aTimeToCloseThatIsShorterThanAnAttemptIsRefused() {
    Relay.Builder builder = Relay.builder().store(store).publisher(publisher(new Stalling(0)));
    assertThatThrownBy(() -> builder.closeTimeout(Duration.ofSeconds(29)).build())
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("closeTimeout")
        .hasMessageContaining("PT30S")
        .hasMessageContaining("PT29S");
    assertThat(builder.closeTimeout(Duration.ofSeconds(30)).build().closeTimeout())
        .isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void unlessTheTimeToCloseIsGivenItIsLongerThanAnAttempt() {
    LanePublisher publisher = publisher(new Stalling(0));
    assertThat(Relay.builder().store(store).publisher(publisher).build().closeTimeout())
        .isGreaterThan(publisher.pace().longestAttempt());
    Bed bed = new Bed();
    assertThat(bed.relay().closeTimeout()).isEqualTo(Relay.DEFAULT_CLOSE_TIMEOUT);
  }

  private void append() {
    InMemoryTransaction transaction = store.begin();
    for (int i = 0; i < ENTRIES; i++) {
      transaction.append("orders", "k" + i % 400, "x");
    }
    transaction.commit();
  }

  private static LanePublisher publisher(Courier courier) {
    return new LanePublisher("test", courier, LANES, List.of());
  }

  private Relay relay(Courier courier) {
    return Relay.builder()
        .name(Bed.ORDERS.name())
        .store(store)
        .publisher(
            new ForwardingPublisher(publisher(courier)) {
              @Override
              public void wrapUp() {
                super.wrapUp();
                wrappedUp.countDown();
              }
            })
        .build();
  }

  /** Everything arrives at once; after so many the answers take their time. */
  private final class Stalling implements Courier {
    private final int quick;

    Stalling(int quick) {
      this.quick = quick;
    }

    @Override
    public Answer deliver(Attempt attempt) throws InterruptedException {
      arrived.add(attempt.entry());
      if (arrived.size() > quick) {
        waiting.incrementAndGet();
        answers.await();
      }
      return Answer.PUBLISHED;
    }

    @Override
    public void probe() {}

    @Override
    public void close() {}
  }
}
