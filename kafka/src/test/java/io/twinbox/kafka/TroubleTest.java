package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.Lane;
import io.twinbox.spi.PublishResult;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class TroubleTest {
  private final Trouble trouble = new Trouble();

  /** One by one everything would wait for the partition that takes nothing. */
  @Test
  void aProducerThatIsOnlyIdleIsNoReasonToSearch() {
    trouble.cause(new KafkaException("nothing acknowledged though the cluster is well"));
    assertThat(trouble.needsSearch()).isFalse();
  }

  @Test
  void aFailureNobodyExplainsIsSearchedForUnlessAFaultWasFound() {
    trouble.unexplained();
    assertThat(trouble.needsSearch()).isTrue();
    PublishResult refused = new PublishResult.Retry("refused", "InvalidRecord", null);
    trouble.lane(new Lane("orders", "a"), new Stop(refused, 1, 2, 3));
    assertThat(trouble.needsSearch()).isFalse();
  }
}
