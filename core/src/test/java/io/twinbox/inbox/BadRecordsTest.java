package io.twinbox.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.Codec;
import io.twinbox.RecordFault;
import io.twinbox.testing.InMemoryInboxStore;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records that no handler can be called with. */
class BadRecordsTest {
  private final Bed bed = new Bed();

  @Test
  void badRecordsBecomeDeadLettersAndAllOthersAreHandled() {
    bed.send("k", "1");
    bed.topics.send(Bed.TOPIC, "k", "x1", "test", "!undecodable".getBytes(UTF_8));
    bed.topics.send(Bed.TOPIC, "k", "x2", "test", null);
    bed.topics.send(Bed.TOPIC, "k", "x3", "java.lang.Runtime", "unknown".getBytes(UTF_8));
    bed.topics.send(Bed.TOPIC, "k", "x4", null, "typeless".getBytes(UTF_8));
    bed.topics.send(Bed.TOPIC, "k", "x5", "test", new byte[13]);
    bed.send(null, "2");
    bed.send("k", "3");
    bed.drain(bed.consumer(Bed.options(it -> it.maxValueBytes(12))));

    assertThat(bed.effects()).containsExactly("1", "2", "3");
    assertThat(bed.dead())
        .extracting(row -> row.failure().fault())
        .containsExactly(
            RecordFault.UNDECODABLE,
            RecordFault.NO_VALUE,
            RecordFault.UNKNOWN_TYPE,
            RecordFault.UNKNOWN_TYPE,
            RecordFault.TOO_LARGE);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whateverACodecThrowsTheRecordCannotBeRead(Throwable fault) {
    bed.send("k", "1");
    bed.topics.send(Bed.TOPIC, "k", "x1", "hostile", "undecodable".getBytes(UTF_8));
    bed.send("k", "2");
    InboxConsumer consumer =
        bed.builder(InboxOptions.DEFAULT, bed.topics.source())
            .on("hostile", new HostileCodec(fault), (text, context) -> {})
            .build();
    bed.drain(consumer);

    assertThat(bed.effects()).containsExactly("1", "2");
    assertThat(bed.dead())
        .extracting(row -> row.failure().fault())
        .containsExactly(RecordFault.UNDECODABLE);
    assertThat(bed.dead().get(0).failure().error()).startsWith(fault.getClass().getName());
  }

  static Stream<Throwable> faults() {
    return Stream.of(
        new IOException("nobody declared it"),
        new AssertionError("a bug"),
        new StackOverflowError(),
        new NoClassDefFoundError("com/example/Missing"),
        new UnspeakableException());
  }

  private record HostileCodec(Throwable fault) implements Codec<String> {
    @Override
    public byte[] encode(String value) {
      return TextCodec.TEXT.encode(value);
    }

    @Override
    public String decode(byte[] bytes) {
      throw Sneaky.thrown(fault);
    }

    @Override
    public String contentType() {
      return TextCodec.TEXT.contentType();
    }
  }

  @Test
  void whatCannotBeReadIsDroppedIfTheOptionsSaySo() {
    bed.topics.send(Bed.TOPIC, "k", "x1", "test", "!undecodable".getBytes(UTF_8));
    InboxConsumer consumer =
        bed.consumer(Bed.options(it -> it.refusal(RecordFault.UNDECODABLE, Refusal.DROP)));
    bed.drain(consumer);

    assertThat(bed.rows()).isEmpty();
    assertThat(bed.notes.all).containsExactly("dropped !undecodable UNDECODABLE");
    assertThat(consumer.status().dropped()).isEqualTo(1);
  }

  @Test
  void anotherPayloadUnderTheSameIdIsAConflict() {
    bed.topics.send(Bed.TOPIC, "k", "same", "one");
    bed.topics.send(Bed.TOPIC, "k", "same", "two");
    bed.drain(bed.consumer());

    assertThat(bed.effects()).containsExactly("one");
    assertThat(bed.notes.all).containsExactly("conflict two", "dead two 0 CONFLICT");
  }

  @Test
  void aRecordOlderThanTheWindowIsRefusedVisibly() {
    bed.send("k", "old");
    bed.clock.advance(InMemoryInboxStore.RETENTION.plusSeconds(1));
    bed.send("k", "new");
    bed.drain(bed.consumer());

    assertThat(bed.effects()).containsExactly("new");
    assertThat(bed.notes.all).containsExactly("dead old 0 TOO_OLD");
  }
}
