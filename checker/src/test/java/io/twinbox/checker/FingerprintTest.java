package io.twinbox.checker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FingerprintTest {
  @Test
  void tellsPayloadsApart() {
    assertThat(Fingerprint.of(new byte[] {1})).isEqualTo(Fingerprint.of(new byte[] {1}));
    assertThat(Fingerprint.of(new byte[] {1})).isNotEqualTo(Fingerprint.of(new byte[] {2}));
  }

  @Test
  void anEmptyPayloadIsNotNoPayload() {
    assertThat(Fingerprint.of(null)).isEqualTo(Fingerprint.NONE);
    assertThat(Fingerprint.of(new byte[0])).isNotEqualTo(Fingerprint.NONE);
  }
}
