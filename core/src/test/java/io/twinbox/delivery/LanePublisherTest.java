package io.twinbox.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.spi.BatchId;
import io.twinbox.spi.DestinationDownException;
import io.twinbox.spi.Entry;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import io.twinbox.spi.RelayId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The threads of a publisher for slow destinations. */
class LanePublisherTest {
  private static final LaneOptions OPTIONS =
      LaneOptions.DEFAULT.withConcurrency(8, 8).withPatience(Duration.ofMillis(100));

  private final Entries entries = new Entries();
  private final Doors doors = new Doors();
  private LanePublisher publisher = publisher(OPTIONS);
  private long batches;

  @AfterEach
  void close() {
    publisher.close();
  }

  @Test
  void everyEntryIsDeliveredAndEachLaneInOrder() {
    publisher = publisher(OPTIONS.withPatience(Duration.ofSeconds(10)));
    List<Entry> all = IntStream.range(0, 400).mapToObj(i -> entries.of("t", "k" + i % 20)).toList();
    Outcomes first = hand(all.subList(0, 200));
    Outcomes second = hand(all.subList(200, 400));
    await().until(() -> first.ended() && second.ended());

    for (int key = 0; key < 20; key++) {
      String name = "k" + key;
      List<Entry> expected = all.stream().filter(it -> name.equals(it.key())).toList();
      assertThat(doors.taken.stream().filter(it -> name.equals(it.key())))
          .containsExactlyElementsOf(expected);
    }
  }

  @Test
  void aSlowLaneIsReportedWhileOthersAreDelivered() {
    doors.shut("slow");
    Outcomes outcomes = hand(List.of(entries.of("t", "slow"), entries.of("t", "k")));
    await().until(outcomes::ended);
    assertThat(outcomes.result(0)).isInstanceOf(PublishResult.UnderWay.class);
    assertThat(outcomes.result(1)).isInstanceOf(PublishResult.Published.class);

    doors.open();
    await().until(() -> outcomes.result(0) instanceof PublishResult.Published);
  }

  @Test
  void anAttemptAtItsLimitIsAbortedAndFails() {
    publisher = publisher(OPTIONS.withAttemptLimit(Duration.ofMillis(100)));
    doors.shut("slow");
    Outcomes outcomes = hand(List.of(entries.of("t", "slow")));

    await().until(() -> outcomes.result(0) instanceof PublishResult.Retry);
    assertThat(((PublishResult.Retry) outcomes.result(0)).errorClass()).isEqualTo("TimedOut");
  }

  @Test
  void aResetEndsWhatIsOnItsWayAndNothingOfItIsReported() {
    doors.shut("slow");
    Outcomes outcomes = hand(List.of(entries.of("t", "slow")));
    await().until(() -> doors.inside.contains("slow"));
    publisher.reset();

    assertThat(doors.inside).isEmpty();
    PublishResult left = outcomes.result(0);
    doors.open();
    Outcomes again = hand(List.of(entries.of("t", "slow")));
    await().until(again::ended);
    assertThat(again.result(0)).isInstanceOf(PublishResult.Published.class);
    assertThat(outcomes.result(0)).isEqualTo(left);
  }

  @Test
  void aCourierThatThrowsCostsAnAttemptAndNothingElse() {
    doors.fail("bad");
    Outcomes outcomes = hand(List.of(entries.of("t", "bad"), entries.of("t", "k")));
    await().until(outcomes::ended);

    assertThat(outcomes.result(0)).isInstanceOf(PublishResult.Retry.class);
    assertThat(outcomes.result(1)).isInstanceOf(PublishResult.Published.class);
  }

  @Test
  void whenTheOneDestinationIsDownTheRelayIsToldOnceNothingIsOnItsWay() {
    publisher = publisher(OPTIONS.withReach(LaneOptions.Reach.ONE_DESTINATION));
    doors.down = true;
    Outcomes first = hand(List.of(entries.of("t", "a"), entries.of("u", "b")));
    await().until(first::ended);
    assertThat(first.lostCause()).isNull();
    assertThat(first.result(0)).isInstanceOf(PublishResult.Postpone.class);
    Outcomes second = hand(List.of(entries.of("t", "c")));
    assertThat(second.lostCause()).isInstanceOf(DestinationDownException.class);

    doors.down = false;
    publisher.probe();
    publisher.reset();
    Outcomes third = hand(List.of(entries.of("t", "c")));
    await().until(third::ended);
    assertThat(third.result(0)).isInstanceOf(PublishResult.Published.class);
  }

  private LanePublisher publisher(LaneOptions options) {
    return new LanePublisher("test", doors, options, List.of());
  }

  private Outcomes hand(List<Entry> handed) {
    Outcomes outcomes = new Outcomes(handed.size(), false, () -> {});
    publisher.publish(new BatchId(new RelayId("r", "channel"), ++batches), handed, outcomes);
    return outcomes;
  }

  /** Takes everything at once, but for lanes whose door is shut. */
  private static final class Doors implements Courier {
    final List<Entry> taken = new CopyOnWriteArrayList<>();
    final Set<String> inside = ConcurrentHashMap.newKeySet();
    private final Set<String> shut = ConcurrentHashMap.newKeySet();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final CountDownLatch opened = new CountDownLatch(1);
    volatile boolean down;

    void shut(String key) {
      shut.add(key);
    }

    void fail(String key) {
      failing.add(key);
    }

    void open() {
      shut.clear();
      opened.countDown();
    }

    @Override
    public Answer deliver(Attempt attempt) throws Exception {
      String key = String.valueOf(attempt.entry().key());
      if (down) {
        return new Answer.Outage("down", "Down");
      }
      if (failing.contains(key)) {
        throw new IllegalStateException("as the test asked");
      }
      inside.add(key);
      try {
        Thread me = Thread.currentThread();
        attempt.onAbort(me::interrupt);
        if (shut.contains(key)) {
          opened.await();
        }
      } catch (InterruptedException e) {
        throw new IOException("aborted", e);
      } finally {
        inside.remove(key);
      }
      taken.add(attempt.entry());
      return Answer.PUBLISHED;
    }

    @Override
    public void probe() {
      if (down) {
        throw new DestinationDownException("down", null);
      }
    }

    @Override
    public void close() {
      open();
    }
  }
}
