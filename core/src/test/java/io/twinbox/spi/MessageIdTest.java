package io.twinbox.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class MessageIdTest {
  private static final String TIMED = "0190a6b8-1c00-7abc-8def-0123456789ab";

  @Test
  void aTimedIdStandsForItself() {
    MessageId id = MessageId.of("any source", TIMED);

    assertThat(id.uuid()).isEqualTo(UUID.fromString(TIMED));
    assertThat(id.timed()).isTrue();
    assertThat(id.epochMillis()).isEqualTo(0x0190a6b81c00L);
    assertThat(MessageId.of(UUID.fromString(TIMED))).isEqualTo(id);
  }

  @Test
  void everyOtherIdIsHashedAlwaysToTheSame() {
    MessageId id = MessageId.of("shop", "17");

    assertThat(id.uuid().version()).isEqualTo(8);
    assertThat(id.uuid().variant()).isEqualTo(2);
    assertThat(id.timed()).isFalse();
    assertThat(id.uuid()).isEqualTo(MessageId.of("shop", "17").uuid());
    assertThat(id.uuid()).hasToString("21f1a2df-e063-811f-8d06-2fe1e1a47aa6");
    assertThatThrownBy(id::epochMillis).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void sourceAndTextAreToldApart() {
    assertThat(MessageId.of("a", "bc").uuid()).isNotEqualTo(MessageId.of("ab", "c").uuid());
    assertThat(MessageId.of("", "bc").uuid()).isNotEqualTo(MessageId.of("b", "c").uuid());
  }

  @Test
  void whatOnlyLooksLikeAUuidIsHashed() {
    String wrong = TIMED.replace('b', 'g');
    assertThat(MessageId.of("", wrong).timed()).isFalse();
    assertThat(MessageId.of(UUID.fromString(TIMED.replace("-7", "-4"))).timed()).isFalse();
  }

  @Test
  void aLongTextIsCutButHashedAsAWhole() {
    MessageId one = MessageId.of("", "x".repeat(300) + "1");
    MessageId two = MessageId.of("", "x".repeat(300) + "2");

    assertThat(one.text()).hasSize(MessageId.MAX_TEXT);
    assertThat(one.uuid()).isNotEqualTo(two.uuid());
  }

  @Test
  void aPlaceIsAnIdToo() {
    MessageId id = MessageId.ofPlace(new Partition("orders", 3), 17);

    assertThat(id.text()).isEqualTo("orders-3@17");
    assertThat(id.timed()).isFalse();
  }
}
