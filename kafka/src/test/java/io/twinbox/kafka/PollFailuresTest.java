package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.SourceException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class PollFailuresTest {
  private final SourceException told = new SourceException("told", null);

  private final AtomicLong now = new AtomicLong();
  private final PollFailures failures = new PollFailures(now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void aFailureStandsForAWhileOrUntilRecordsCome() {
    failures.add(told, new TopicAuthorizationException("orders"));
    pass(Duration.ofSeconds(2));
    assertThat(failures.standing(true)).isSameAs(told);
    pass(Duration.ofSeconds(2));
    assertThat(failures.standing(true)).isNull();

    failures.add(told, new TopicAuthorizationException("orders"));
    failures.end();
    assertThat(failures.standing(true)).isNull();
  }

  @Test
  void aMemberThatIsOutFailsUntilItIsIn() {
    failures.add(told, new GroupAuthorizationException("payments"));
    pass(Duration.ofHours(1));
    assertThat(failures.standing(false)).isSameAs(told);
    assertThat(failures.standing(true)).isNull();
  }

  @Test
  void aConsumerIsReplacedAtIntervalsIfNothingElseHelps() {
    failures.add(told, new KafkaException("never seen before"));
    pass(PollFailures.REPLACE_AFTER.minusNanos(1));
    failures.add(told, new KafkaException("never seen before"));
    assertThat(failures.hopeless()).isFalse();
    pass(Duration.ofNanos(1));
    assertThat(failures.hopeless()).isTrue();
    assertThat(failures.hopeless()).isFalse();
    pass(PollFailures.REPLACE_AFTER);
    assertThat(failures.hopeless()).isTrue();
  }

  @Test
  void aMissingRightToATopicDisturbsNobodyElseInTheGroup() {
    failures.add(told, new TopicAuthorizationException("orders"));
    pass(Duration.ofHours(1));
    assertThat(failures.hopeless()).isFalse();
  }
}
