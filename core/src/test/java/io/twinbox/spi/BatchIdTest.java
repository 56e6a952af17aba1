package io.twinbox.spi;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BatchIdTest {

  @Test
  void batchesAreCountedFromOne() {
    RelayId relay = new RelayId("orders", "kafka");
    assertThatThrownBy(() -> new BatchId(relay, 0)).hasMessage("no must be 1 or more: 0");
  }
}
