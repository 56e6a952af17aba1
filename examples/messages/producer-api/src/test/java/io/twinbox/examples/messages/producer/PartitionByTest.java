package io.twinbox.examples.messages.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.examples.messages.producer.MessagesProperties.PartitionBy;
import org.junit.jupiter.api.Test;

class PartitionByTest {

  @Test
  void byTypeEventsOfATypeShareAKeyAndByEventNoneDo() {
    assertThat(PartitionBy.TYPE.key(1, "aviso")).isEqualTo(PartitionBy.TYPE.key(2, "aviso"));
    assertThat(PartitionBy.TYPE.key(1, "aviso")).isNotEqualTo(PartitionBy.TYPE.key(1, "mensaje"));
    assertThat(PartitionBy.EVENT.key(1, "aviso")).isNotEqualTo(PartitionBy.EVENT.key(2, "aviso"));
  }
}
