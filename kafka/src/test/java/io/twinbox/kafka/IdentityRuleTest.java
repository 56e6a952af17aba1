package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.kafka.IdentityRule.Identity;
import io.twinbox.spi.MessageId;
import io.twinbox.spi.Partition;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdentityRuleTest {
  private static final String OWN = "0194bb3a-7c00-7abc-8def-0123456789ab";
  private static final MessageId PLACE = MessageId.ofPlace(new Partition("orders", 3), 42);

  private final RecordHeaders headers = new RecordHeaders();

  private Identity identity(IdentityRule rule) {
    return identity(rule, "orders");
  }

  private Identity identity(IdentityRule rule, String topic) {
    ConsumerRecord<byte[], byte[]> content =
        new ConsumerRecord<>(
            topic,
            3,
            42,
            0,
            TimestampType.CREATE_TIME,
            1,
            5,
            TopicWriter.bytes("k"),
            TopicWriter.bytes("value"),
            headers,
            Optional.empty());
    return rule.identify(content, new HeaderScan(headers));
  }

  private void header(String name, String value) {
    headers.add(name, value == null ? null : TopicWriter.bytes(value));
  }

  private void assertSound(Identity identity, MessageId id) {
    assertThat(identity.flaw()).isNull();
    assertThat(identity.id()).isEqualTo(id);
  }

  private void assertFlawed(Identity identity, String flaw) {
    assertThat(identity.flaw()).contains(flaw);
    assertThat(identity.id()).isEqualTo(PLACE);
  }

  @Test
  void ourOwnIdStandsForItself() {
    header("ce_id", OWN);
    header("ce_source", "urn:shop");
    assertSound(identity(IdentityRule.DEFAULT), new MessageId(UUID.fromString(OWN), OWN));
    assertThat(identity(IdentityRule.DEFAULT, "elsewhere").id().uuid())
        .as("whatever the topic")
        .isEqualTo(UUID.fromString(OWN));
  }

  @Test
  void aCloudEventIsKnownByItsSourceAndId() {
    header("ce_id", "17");
    header("ce_source", "urn:shop");
    assertSound(identity(IdentityRule.DEFAULT), MessageId.of("urn:shop", "17"));
    assertSound(identity(IdentityRule.DEFAULT, "elsewhere"), MessageId.of("urn:shop", "17"));
  }

  @Test
  void withoutASourceAnIdCountsWithinItsTopic() {
    header("ce_id", "17");
    MessageId here = identity(IdentityRule.DEFAULT).id();
    MessageId there = identity(IdentityRule.DEFAULT, "elsewhere").id();
    assertThat(here.uuid()).isNotEqualTo(there.uuid());
    assertThat(here.text()).isEqualTo("17");
  }

  @Test
  void debeziumsIdCountsWhereThereIsNoCloudEvent() {
    header("id", "ee2a8a0e-9a1b-4f7e-8ad8-0d7f3a4f1c11");
    Identity debezium = identity(IdentityRule.DEFAULT);
    assertSound(debezium, MessageId.of("topic:orders", "ee2a8a0e-9a1b-4f7e-8ad8-0d7f3a4f1c11"));
    header("ce_id", OWN);
    assertSound(identity(IdentityRule.DEFAULT), MessageId.of("", OWN));
  }

  @Test
  void whoHasNoIdIsKnownByItsPlace() {
    header("ce_id", null);
    header("id", "");
    assertSound(identity(IdentityRule.DEFAULT), PLACE);
    header("id", OWN);
    assertSound(identity(IdentityRule.PLACE), PLACE);
  }

  @Test
  void theLastHeaderOfANameCounts() {
    header("ce_id", "forged");
    header("ce_id", OWN);
    assertThat(identity(IdentityRule.DEFAULT).id().text()).isEqualTo(OWN);
  }

  @Test
  void aChosenHeaderMustBeThere() {
    IdentityRule rule = IdentityRule.header("messageId");
    assertFlawed(identity(rule), "no header messageId");
    header("messageId", "a");
    header("messageId", "b");
    header("messageId", null);
    assertSound(identity(rule), MessageId.of("topic:orders", "b"));
    assertThatThrownBy(() -> IdentityRule.header(" ")).hasMessageContaining("blank");
  }

  @Test
  void anExtractorsFailureIsTheRecordsFlaw() {
    assertSound(
        identity(IdentityRule.extractor(it -> it.key().length + "-" + it.offset())),
        MessageId.of("topic:orders", "1-42"));
    assertFlawed(identity(IdentityRule.extractor(it -> null)), "found none");
    assertFlawed(identity(IdentityRule.extractor(it -> "")), "found none");
    assertFlawed(
        identity(
            IdentityRule.extractor(
                it -> {
                  throw new IllegalStateException("a bug");
                })),
        "a bug");
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whateverAnExtractorThrowsIsTheRecordsFlaw(Throwable fault) {
    IdentityRule rule = IdentityRule.extractor(it -> thrown(fault));
    assertFlawed(identity(rule), fault.getClass().getSimpleName());
  }

  static Stream<Throwable> faults() {
    return Stream.of(
        new IOException("nobody declared it"),
        new AssertionError("a bug"),
        new StackOverflowError(),
        new NoClassDefFoundError("com/example/Missing"),
        new UnspeakableException());
  }

  /** As other languages of the JVM do. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> String thrown(Throwable fault) throws E {
    throw (E) fault;
  }

  private static final class UnspeakableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("not even this");
    }
  }

  @Test
  void afterAnErrorOfTheMachineNothingIsMadeOfTheRecord() {
    IdentityRule rule =
        IdentityRule.extractor(
            it -> {
              throw new OutOfMemoryError("for the test");
            });
    assertThatThrownBy(() -> identity(rule)).isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void idsThatAreNoTextStayDifferent() {
    headers.add("id", new byte[] {(byte) 0xC3, 1});
    MessageId first = identity(IdentityRule.DEFAULT).id();
    headers.add("id", new byte[] {(byte) 0xC4, 1});
    MessageId second = identity(IdentityRule.DEFAULT).id();
    assertThat(Map.of(first.uuid(), 1, second.uuid(), 2)).hasSize(2);
    assertThat(first.text()).isEqualTo("0xc301");
    header("id", "grüße \uFFFD");
    assertThat(identity(IdentityRule.DEFAULT).id().text()).isEqualTo("grüße \uFFFD");
  }

  @Test
  void theTypeIsThatOfTheStyleInUse() {
    assertThat(new HeaderScan(headers).type()).isNull();
    header("eventType", "Debezium");
    assertThat(new HeaderScan(headers).type()).isEqualTo("Debezium");
    header("type", "Plain");
    assertThat(new HeaderScan(headers).type()).isEqualTo("Plain");
    header("ce_type", "CloudEvent");
    assertThat(new HeaderScan(headers).type()).isEqualTo("CloudEvent");
  }
}
