package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.Entry;
import io.twinbox.spi.Lane;
import io.twinbox.spi.PublishResult;
import io.twinbox.spi.PublishResult.Reject;
import io.twinbox.spi.PublishResult.Retry;
import org.junit.jupiter.api.Test;

class HeldBackTest {
  private final Entries entries = new Entries();
  private final HeldBack held = new HeldBack();

  private PublishResult refusal(String topic, String key, long now) {
    return held.refusal(entries.entry(topic, key), now);
  }

  @Test
  void theLaneOfARejectedEntryWaitsAndOthersDoNot() {
    Trouble trouble = new Trouble();
    trouble.lane(new Lane("orders", "a"), new Reject("too large", "RecordTooLarge"));
    held.hold(trouble, 0);
    assertThat(refusal("orders", "a", 1))
        .isInstanceOfSatisfying(
            Retry.class, retry -> assertThat(retry.errorClass()).isEqualTo("RecordTooLarge"));
    assertThat(refusal("orders", "b", 1)).isNull();
    assertThat(refusal("orders", null, 1)).isNull();
  }

  @Test
  void everyEntryOfATopicGetsTheTopicsAnswer() {
    PublishResult gone = TopicAnswer.missing("orders").result();
    Trouble trouble = new Trouble();
    trouble.topic("orders", gone);
    held.hold(trouble, 0);
    assertThat(refusal("orders", "a", 1)).isEqualTo(gone);
    assertThat(refusal("payments", "a", 1)).isNull();
  }

  @Test
  void whatWasHeldLongEnoughIsLetGo() {
    Trouble trouble = new Trouble();
    trouble.topic("orders", TopicAnswer.missing("orders").result());
    held.hold(trouble, 0);
    Entry entry = entries.entry("orders", "a");
    long hold = HeldBack.HOLD.toNanos();
    assertThat(held.refusal(entry, hold - 1)).isNotNull();
    assertThat(held.refusal(entry, hold)).isNull();
    held.release(hold);
    assertThat(held.isEmpty()).isTrue();
  }
}
