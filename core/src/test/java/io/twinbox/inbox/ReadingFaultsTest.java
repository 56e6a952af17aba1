package io.twinbox.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.MonotonicClock;
import io.twinbox.spi.RecordSource;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Polled records that could not be taken come again: no offset is committed behind them. */
@Timeout(180)
class ReadingFaultsTest {
  private static final InboxOptions SMALL_CHUNKS = Bed.options(it -> it.chunkRecords(10));

  private final Bed bed = new Bed();
  private final AtomicInteger closed = new AtomicInteger();

  static Stream<Throwable> faults() {
    return Stream.of(
        new IllegalStateException("as the test asked"),
        new AssertionError("as the test asked"),
        new IOException("as the test asked"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whatWasPolledAndNotTakenComesAgain(Throwable fault) {
    bed.send("a", Bed.numbers(1, 50));
    try (InboxConsumer consumer = consumer(spoiled(fault)).start()) {
      await().until(() -> bed.topics.lag() == 0);
      await().until(() -> consumer.status().state() == InboxState.RUNNING);
      assertThat(consumer.status().lastError()).contains("as the test asked");
    }
    assertThat(bed.effects()).containsExactly(Bed.numbers(1, 50));
  }

  @Test
  void whoRunsOutOfMemoryWhenItReadsHaltsAndLeavesTheRecordsToOthers() {
    bed.send("a", Bed.numbers(1, 50));
    InboxConsumer sick = consumer(spoiled(new OutOfMemoryError("as the test asked"))).start();
    await().until(() -> sick.status().state() == InboxState.HALTED);
    try (InboxConsumer healthy = consumer(bed.topics.source()).start()) {
      await().until(() -> bed.topics.lag() == 0);
      assertThat(healthy.status().partitions()).isEqualTo(1);
    }
    sick.close();

    assertThat(bed.effects()).containsExactly(Bed.numbers(1, 50));
    assertThat(sick.status().state()).isEqualTo(InboxState.HALTED);
    assertThat(closed).hasValue(1);
  }

  private InboxConsumer consumer(RecordSource source) {
    return bed.builder(SMALL_CHUNKS, source).clock(MonotonicClock.system()).build();
  }

  /** A source whose first records cannot be looked at. */
  private RecordSource spoiled(Throwable fault) {
    RecordSource source = bed.topics.source();
    AtomicBoolean sound = new AtomicBoolean();
    return (RecordSource)
        Proxy.newProxyInstance(
            ReadingFaultsTest.class.getClassLoader(),
            new Class<?>[] {RecordSource.class},
            (proxy, method, args) -> {
              if (method.getName().equals("close")) {
                closed.incrementAndGet();
              }
              try {
                Object result = method.invoke(source, args);
                return result instanceof List<?> polled
                        && method.getName().equals("poll")
                        && !polled.isEmpty()
                        && !sound.getAndSet(true)
                    ? new Unreadable(polled.size(), fault)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }

  private static final class Unreadable extends AbstractList<InboxRecord> {
    private final int size;
    private final Throwable fault;

    Unreadable(int size, Throwable fault) {
      this.size = size;
      this.fault = fault;
    }

    @Override
    public InboxRecord get(int index) {
      throw Sneaky.thrown(fault);
    }

    @Override
    public int size() {
      return size;
    }
  }
}
