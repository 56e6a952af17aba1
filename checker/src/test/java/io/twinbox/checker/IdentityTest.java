package io.twinbox.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class IdentityTest {
  private final Identity identity = Identity.header("ce_id");

  @Test
  void theLastHeaderOfTheNameIsTheId() {
    UUID id = UUID.randomUUID();
    ConsumerRecord<byte[], byte[]> record = record();
    record.headers().add("ce_id", bytes("something else"));
    record.headers().add("ce_id", bytes(id.toString()));

    assertThat(identity.of(record)).isEqualTo(id);
  }

  @Test
  void noHeaderOrNoUuidIsNoId() {
    assertThat(identity.of(record())).isNull();

    ConsumerRecord<byte[], byte[]> record = record();
    record.headers().add("ce_id", bytes("42"));
    assertThat(identity.of(record)).isNull();
  }

  private static ConsumerRecord<byte[], byte[]> record() {
    return new ConsumerRecord<>("orders", 0, 0, bytes("key"), bytes("value"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
