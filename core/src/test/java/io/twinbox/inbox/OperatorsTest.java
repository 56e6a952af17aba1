package io.twinbox.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.InboxHeartbeat;
import io.twinbox.spi.InboxOrder;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a consumer tells operators, and does as they wish. */
class OperatorsTest {
  private final Bed bed = new Bed();

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void aPausedConsumerBeginsNothingAndGoesOnWhenItMay(InboxMode mode) {
    InboxConsumer consumer = bed.consumer(Bed.options(it -> it.mode(mode)));
    bed.send("k", "a");
    bed.runFor(consumer, Duration.ofSeconds(1));
    bed.store.order(Bed.PAYMENTS, InboxOrder.PAUSE);
    bed.runFor(consumer, Duration.ofSeconds(6));
    bed.send("k", "b");
    bed.runFor(consumer, Duration.ofMinutes(1));
    assertThat(bed.effects("k")).containsExactly("a");
    assertThat(consumer.status().state()).isEqualTo(InboxState.PAUSED);

    bed.store.order(Bed.PAYMENTS, InboxOrder.WORK);
    bed.runFor(consumer, Duration.ofSeconds(6));
    assertThat(bed.effects("k")).containsExactly("a", "b");
    InboxHeartbeat told = bed.store.heartbeatOf(Bed.PAYMENTS).orElseThrow();
    assertThat(told.state()).isIn("RUNNING", "PAUSED");
    assertThat(told.error()).isNull();
    consumer.close();
  }
}
