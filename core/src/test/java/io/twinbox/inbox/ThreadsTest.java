package io.twinbox.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.Marker;
import io.twinbox.spi.MonotonicClock;
import io.twinbox.testing.InMemorySource;
import io.twinbox.testing.InboxRow;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same with threads of its own. */
@Timeout(180)
class ThreadsTest {
  private final Bed bed = new Bed(3);
  private final Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());

  private Inbox.Builder builder(InboxOptions options, InMemorySource source) {
    return bed.builder(options, source).clock(MonotonicClock.system());
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void aStartedConsumerHandlesWhatComes(InboxMode mode) {
    InboxOptions options = Bed.options(it -> it.mode(mode).chunkRecords(50));
    try (InboxConsumer consumer = builder(options, bed.topics.source()).build().start()) {
      for (int key = 0; key < 20; key++) {
        bed.send("k" + key, Bed.numbers(1, 50));
      }
      await().until(() -> bed.effects().size() >= 1_000 && bed.topics.lag() == 0);
      assertThat(consumer.status().handled()).isEqualTo(1_000);
    }
    for (int key = 0; key < 20; key++) {
      assertThat(bed.effects("k" + key)).containsExactly(Bed.numbers(1, 50));
    }
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void handlersRunInTheThreadsTheyAreGiven(InboxMode mode) {
    Set<Thread> made = ConcurrentHashMap.newKeySet();
    Set<Thread> used = ConcurrentHashMap.newKeySet();
    bed.behaviour = (text, context) -> used.add(Thread.currentThread());
    Inbox.Builder builder =
        builder(Bed.options(it -> it.mode(mode).workers(2)), bed.topics.source())
            .handlerThreads(
                line -> {
                  Thread thread = new Thread(line);
                  made.add(thread);
                  return thread;
                });
    try (InboxConsumer consumer = builder.build().start()) {
      bed.send("a", Bed.numbers(1, 20));
      await().until(() -> bed.effects().size() == 20);
      assertThat(consumer.status().handled()).isLessThanOrEqualTo(20);
    }
    assertThat(made).containsAll(used).allMatch(Thread::isDaemon);
    assertThat(made)
        .extracting(Thread::getName)
        .contains("twinbox-inbox-handle-payments", "twinbox-inbox-work-0-payments");
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void severalNodesShareTheWorkThroughRebalances(InboxMode mode) {
    InboxOptions options =
        Bed.options(it -> it.mode(mode).chunkRecords(20).revokeTimeout(Duration.ofMillis(200)));
    try (InboxConsumer one = builder(options, bed.topics.source()).build().start();
        InboxConsumer two = builder(options, bed.topics.source()).build().start()) {
      for (int round = 1; round <= 20; round++) {
        for (int key = 0; key < 10; key++) {
          bed.send("k" + key, String.valueOf(round));
        }
        bed.topics.rebalance();
        int expected = round * 10;
        await().until(() -> bed.effects().size() >= expected);
      }
      assertThat(one.status().state()).isNotEqualTo(InboxState.RESTARTING);
      assertThat(two.status().state()).isNotEqualTo(InboxState.RESTARTING);
    }
    for (int key = 0; key < 10; key++) {
      assertThat(bed.effects("k" + key)).containsExactly(Bed.numbers(1, 20));
    }
  }

  @Test
  void theSameRecordOnTwoNodesAtOnceIsHandledOnce() throws InterruptedException {
    CountDownLatch inHandler = new CountDownLatch(1);
    CountDownLatch mayGo = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    bed.behaviour =
        (text, context) -> {
          calls.incrementAndGet();
          inHandler.countDown();
          mayGo.await();
        };
    bed.send("a", "a1");
    InMemorySource source = bed.topics.source();
    InboxOptions options = Bed.options(it -> {});
    try (InboxConsumer zombie = builder(options, source).build().start()) {
      inHandler.await();
      bed.topics.evict(source);
      try (InboxConsumer other = builder(options, bed.topics.source()).build().start()) {
        await().until(() -> other.status().read() > 0);
        mayGo.countDown();
        await().until(() -> bed.topics.lag() == 0);
      }
      assertThat(zombie.status().read()).isPositive();
    }
    assertThat(calls).hasValue(1);
    assertThat(bed.effects()).containsExactly("a1");
  }

  @Test
  void whileAHandlerIsSlowTheSourceIsPolledAndNothingIsReadWithoutEnd() throws Exception {
    CountDownLatch mayGo = new CountDownLatch(1);
    bed.behaviour = (text, context) -> mayGo.await();
    bed.send("a", Bed.numbers(1, 200));
    InboxOptions options = Bed.options(it -> it.chunkRecords(10));
    try (InboxConsumer consumer = builder(options, bed.topics.source()).build().start()) {
      await().until(() -> consumer.status().state() == InboxState.BEHIND);
      bed.topics.rebalance(); // a member that does not poll would never take part
      await().until(() -> consumer.status().partitions() == 3);
      assertThat(consumer.status().read()).isLessThanOrEqualTo(60);
      mayGo.countDown();
      await().until(() -> bed.topics.lag() == 0);
    }
    assertThat(bed.effects()).containsExactly(Bed.numbers(1, 200));
  }

  @Test
  void aHandlerBeyondItsTimeLimitIsInterruptedAndItsRecordParked() {
    bed.behaviour =
        (text, context) -> {
          if (text.equals("hangs")) {
            new CountDownLatch(1).await();
          }
        };
    bed.send("a", "hangs");
    bed.send("b", "b1");
    InboxOptions options = Bed.options(it -> it.handlerTimeLimit(Duration.ofMillis(100)));
    try (InboxConsumer consumer = builder(options, bed.topics.source()).build().start()) {
      // told by two threads, in whichever order: the handler's own parks as soon as it is
      // interrupted
      await()
          .until(
              () ->
                  bed.notes.all.containsAll(
                      List.of("stuck hangs", "parked hangs 1 HANDLER_FAILED")));
      await().until(() -> consumer.status().parked() > 0 && bed.effects().contains("b1"));
    }
  }

  @Test
  void closingLetsTheChunkUnderWayEndAndCommitsItsOffsets() throws InterruptedException {
    CountDownLatch inHandler = new CountDownLatch(1);
    CountDownLatch mayGo = new CountDownLatch(1);
    bed.behaviour =
        (text, context) -> {
          inHandler.countDown();
          mayGo.await();
        };
    bed.send("a", "a1");
    InboxConsumer consumer = builder(InboxOptions.DEFAULT, bed.topics.source()).build().start();
    inHandler.await();
    Thread closing = new Thread(consumer::close);
    closing.start();
    mayGo.countDown();
    closing.join();

    assertThat(bed.effects()).containsExactly("a1");
    assertThat(bed.topics.lag()).isZero();
    assertThat(consumer.status().state()).isEqualTo(InboxState.STOPPED);
  }

  /** As many restarts as deaths would be too many. */
  @Test
  void aHandlerInterruptedByClosingDidNotKillTheProcess() {
    AtomicBoolean hangs = new AtomicBoolean(true);
    Semaphore inHandler = new Semaphore(0);
    bed.behaviour =
        (text, context) -> {
          inHandler.release();
          if (hangs.get()) {
            new CountDownLatch(1).await();
          }
        };
    InboxRecord record = bed.send("a", "a1").get(0);
    bed.store.mark(
        Bed.PAYMENTS, List.of(new Marker(record.partition(), 0, 1, 0))); // of an earlier death
    for (int restarts = 0; restarts < 4; restarts++) {
      InboxConsumer consumer =
          builder(InboxOptions.DEFAULT, bed.topics.source())
              .closeTimeout(Duration.ofMillis(100))
              .build()
              .start();
      await().until(() -> inHandler.tryAcquire() || !bed.dead().isEmpty());
      consumer.close();
    }
    hangs.set(false);
    try (InboxConsumer consumer =
        builder(InboxOptions.DEFAULT, bed.topics.source()).build().start()) {
      await().until(() -> bed.topics.lag() == 0 && consumer.status().read() > 0);
    }

    assertThat(bed.effects()).containsExactly("a1");
    assertThat(bed.dead()).isEmpty();
  }

  @Test
  void closingPutsBackWhatWasClaimedAndNotTried() throws InterruptedException {
    Semaphore inHandler = new Semaphore(0);
    AtomicBoolean hangs = new AtomicBoolean();
    Set<String> failedOnce = ConcurrentHashMap.newKeySet();
    bed.behaviour =
        (text, context) -> {
          if (failedOnce.add(text)) {
            throw new IllegalStateException("fails once");
          }
          if (hangs.get()) {
            inHandler.release();
            new CountDownLatch(1).await();
          }
        };
    InboxConsumer consumer =
        builder(InboxOptions.DEFAULT, bed.topics.source())
            .closeTimeout(Duration.ofMillis(100))
            .build()
            .start();
    for (int i = 0; i < 50; i++) {
      bed.send("warm" + i, "warm" + i);
    }
    await().until(() -> consumer.status().parked() == 50);
    bed.clock.advance(Duration.ofSeconds(1));
    await().until(() -> bed.effects().size() == 50);
    hangs.set(true);
    for (int i = 0; i < 20; i++) {
      bed.send("k" + i, "k" + i);
    }
    await().until(() -> consumer.status().parked() == 70);
    bed.clock.advance(Duration.ofSeconds(1));
    inHandler.acquire();
    assertThat(bed.live()).extracting(InboxRow::attempts).contains(2);
    consumer.close();

    assertThat(bed.live()).hasSize(20).extracting(InboxRow::attempts).containsOnly(1);
  }

  @Test
  void closingInterruptsAHandlerThatDoesNotReturnAndBlamesNobody() throws InterruptedException {
    CountDownLatch inHandler = new CountDownLatch(1);
    bed.behaviour =
        (text, context) -> {
          inHandler.countDown();
          new CountDownLatch(1).await();
        };
    bed.send("a", "a1");
    InboxConsumer consumer =
        builder(InboxOptions.DEFAULT, bed.topics.source())
            .closeTimeout(Duration.ofMillis(100))
            .build()
            .start();
    inHandler.await();
    consumer.close();

    assertThat(bed.effects()).isEmpty();
    assertThat(bed.notes.all).isEmpty();
    assertThat(bed.topics.lag()).isEqualTo(1);
    await().until(() -> consumer.status().state() == InboxState.STOPPED);
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void afterAnInterruptedCloseNoHandlerIsCalledAndNoThreadIsLeft(InboxMode mode)
      throws InterruptedException {
    CountDownLatch inHandler = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    bed.behaviour =
        (text, context) -> {
          calls.incrementAndGet();
          inHandler.countDown();
          new CountDownLatch(1).await();
        };
    bed.send("a", Bed.numbers(1, 5));
    Duration longest = Duration.ofMinutes(1);
    InboxConsumer consumer =
        builder(
                Bed.options(it -> it.mode(mode).workers(1).revokeTimeout(longest)),
                bed.topics.source())
            .closeTimeout(Duration.ofMillis(100))
            .build()
            .start();
    inHandler.await();
    List<Thread> lines = lines();
    consumer.close();

    await().atMost(longest.dividedBy(2)).until(() -> lines.stream().noneMatch(Thread::isAlive));
    assertThat(calls).hasValue(1);
    assertThat(bed.effects()).isEmpty();
    assertThat(bed.notes.all).isEmpty();
  }

  @Test
  void aHandlerThatReturnsAtTheInterruptIsNotFollowedByTheNext() throws InterruptedException {
    CountDownLatch inHandler = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    bed.behaviour =
        (text, context) -> {
          calls.incrementAndGet();
          inHandler.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            // as if nothing had happened
          }
        };
    bed.send("a", "a1", "a2");
    InboxConsumer consumer =
        builder(InboxOptions.DEFAULT, bed.topics.source())
            .closeTimeout(Duration.ofMillis(100))
            .build()
            .start();
    inHandler.await();
    List<Thread> lines = lines();
    consumer.close();

    await().until(() -> lines.stream().noneMatch(Thread::isAlive));
    assertThat(calls).hasValue(1);
    assertThat(bed.effects()).as("the transaction of both").isEmpty();
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void aHandlerThatInterruptsItsOwnThreadEndsNoLine(InboxMode mode) {
    bed.behaviour = (text, context) -> Thread.currentThread().interrupt();
    bed.send("a", Bed.numbers(1, 20));
    InboxOptions options = Bed.options(it -> it.mode(mode).chunkRecords(1).workers(1));
    try (InboxConsumer consumer = builder(options, bed.topics.source()).build().start()) {
      await().until(() -> bed.effects().size() >= 20);
      assertThat(consumer.status().parked()).isZero();
    }
    assertThat(bed.effects()).containsExactly(Bed.numbers(1, 20));
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void anInterruptFromOutsideEndsNoLine(InboxMode mode) {
    InboxOptions options = Bed.options(it -> it.mode(mode).workers(1));
    try (InboxConsumer consumer = builder(options, bed.topics.source()).build().start()) {
      for (int round = 1; round <= 10; round++) {
        List<Thread> lines = lines();
        assertThat(lines).hasSize(4);
        lines.forEach(Thread::interrupt);
        bed.send("a", String.valueOf(round));
        int expected = round;
        await().until(() -> bed.effects().size() >= expected);
      }
      assertThat(consumer.status().state()).isNotEqualTo(InboxState.HALTED);
    }
    assertThat(bed.effects()).containsExactly(Bed.numbers(1, 10));
  }

  /** The threads of this test's consumers that are alive. */
  private List<Thread> lines() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("twinbox-inbox-"))
        .filter(thread -> !before.contains(thread))
        .toList();
  }
}
