package io.twinbox.console.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void theSourceIsAskedOnceUntilTheAnswerIsTooOld() {
    Shared<Integer> shared =
        new Shared<>(asked::incrementAndGet, Duration.ofSeconds(1), nanos::get);
    assertThat(shared.get()).isEqualTo(1);
    nanos.addAndGet(999_999_999);
    assertThat(shared.get()).isEqualTo(1);
    nanos.addAndGet(1);
    assertThat(shared.get()).isEqualTo(2);
  }

  @Test
  void whatTakesLongToFindOutIsKeptTenTimesAsLong() {
    Shared<Integer> shared =
        new Shared<>(
            () -> {
              nanos.addAndGet(Duration.ofMillis(500).toNanos());
              return asked.incrementAndGet();
            },
            Duration.ofSeconds(1),
            nanos::get);
    assertThat(shared.get()).isEqualTo(1);
    nanos.addAndGet(Duration.ofMillis(4_999).toNanos());
    assertThat(shared.get()).isEqualTo(1);
    nanos.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(shared.get()).isEqualTo(2);
  }

  @Test
  void aSourceThatFailsIsNotAskedMoreOftenThanOneThatAnswers() {
    Shared<Integer> shared =
        new Shared<>(
            () -> {
              asked.incrementAndGet();
              throw new IllegalStateException("down");
            },
            Duration.ofSeconds(1),
            nanos::get);
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(shared::get).hasMessage("down");
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void whatFailedAfterLongIsAskedAgainSoon() {
    Shared<Integer> shared =
        new Shared<>(
            () -> {
              nanos.addAndGet(Duration.ofSeconds(5).toNanos());
              if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("down");
              }
              return asked.get();
            },
            Duration.ofSeconds(1),
            nanos::get);
    assertThatThrownBy(shared::get).hasMessage("down");
    nanos.addAndGet(Duration.ofMillis(4_999).toNanos());
    assertThatThrownBy(shared::get).hasMessage("down");
    nanos.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(shared.get()).isEqualTo(2);
  }

  @Test
  void manyWhoAskAtOnceAreOneQuestion() throws InterruptedException {
    CountDownLatch answering = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    Shared<Integer> shared =
        new Shared<>(
            () -> {
              begun.countDown();
              try {
                answering.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return asked.incrementAndGet();
            },
            Duration.ofHours(1));
    List<Thread> threads = IntStream.range(0, 20).mapToObj(i -> new Thread(shared::get)).toList();
    threads.forEach(Thread::start);
    begun.await();
    answering.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(asked).hasValue(1);
  }
}
