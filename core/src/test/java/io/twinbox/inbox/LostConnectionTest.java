package io.twinbox.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.RetryPolicy;
import io.twinbox.spi.Transactions;
import io.twinbox.testing.MemoryFaults;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A transaction that idles for as long as a handler works is cut by many a pooler and balancer. */
class LostConnectionTest {
  private final Bed bed = new Bed();
  private boolean idledTooLong;

  /** Cuts the connection before the commit if a handler was too slow. */
  private final class Cutting implements Transactions {
    @Override
    public <T> T run(Work<T> work) {
      idledTooLong = false;
      return bed.store.run(
          tx -> {
            T result = work.in(tx);
            if (idledTooLong) {
              throw MemoryFaults.unavailable();
            }
            return result;
          });
    }
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void aRecordBehindWhichTheConnectionIsAlwaysLostStopsNobody(InboxMode mode) {
    bed.behaviour =
        (text, context) -> {
          if (text.equals("slow")) {
            idledTooLong = true;
          }
        };
    bed.send("a", "a1", "slow", "a2");
    bed.send("b", "b1", "b2");
    InboxOptions options =
        Bed.options(it -> it.mode(mode).retry(RetryPolicy.DEFAULT.withMaxAttempts(2)));
    InboxConsumer consumer =
        bed.builder(options, bed.topics.source(), bed.store, new Cutting())
            .on("test", TextCodec.TEXT, (text, context) -> bed.handle(text, context))
            .build();
    bed.drain(consumer);

    assertThat(bed.effects("a")).containsExactly("a1", "a2");
    assertThat(bed.effects("b")).containsExactly("b1", "b2");
    assertThat(bed.dead()).extracting(Bed::text).containsExactly("slow");
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void aDatabaseThatIsAwayForLongIsBelieved(InboxMode mode) {
    bed.send("a", "a1", "a2");
    InboxConsumer consumer = bed.consumer(Bed.options(it -> it.mode(mode)));
    consumer.steps().read();
    consumer.steps().read();
    bed.store.faults().goDown();
    bed.runFor(consumer, Duration.ofMinutes(10));
    bed.store.faults().comeBack();
    bed.drain(consumer);

    assertThat(bed.effects()).containsExactly("a1", "a2");
    assertThat(bed.notes.all).isEmpty();
  }
}
