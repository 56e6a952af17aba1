package io.twinbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {

  @Test
  void hasDefaultsForEverythingButTopicTypeAndPayload() {
    Message message = Message.builder().topic("t").type("T").text("{}").build();
    assertThat(message.channel()).isEqualTo("kafka");
    assertThat(message.contentType()).isEqualTo("application/json");
    assertThat(message.key()).isNull();
    assertThat(message.headers()).isEmpty();
    assertThat(message.occurredAt()).isNull();
    assertThat(message.payload()).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
    assertThat(message.id().version()).isEqualTo(7);
  }

  @Test
  void eachMessageBuiltHasAnIdOfItsOwnInOrderOfTime() {
    Message.Builder builder = valid();
    String previous = builder.build().id().toString();
    for (int i = 0; i < 1_000; i++) {
      String next = builder.build().id().toString();
      assertThat(next).isGreaterThan(previous);
      previous = next;
    }
  }

  @Test
  void keepsAnIdAndATimeItIsGiven() {
    UUID id = UUID.randomUUID();
    Instant time = Instant.parse("2024-02-29T12:00:00.123456789Z");
    Message message = valid().id(id).occurredAt(time).build();
    assertThat(message.id()).isEqualTo(id);
    assertThat(message.occurredAt())
        .as("PostgreSQL keeps microseconds")
        .isEqualTo("2024-02-29T12:00:00.123456Z");
  }

  @Test
  void doesNotSeeWhatBecomesOfThePayloadAfterwards() {
    byte[] bytes = {1, 2, 3};
    Message.Builder builder = valid().payload(bytes);
    bytes[0] = 9;
    Message message = builder.build();
    bytes[1] = 9;
    message.payload()[2] = 9;
    assertThat(message.payload()).containsExactly(1, 2, 3);
  }

  @Test
  void doesNotSeeWhatBecomesOfTheHeadersAfterwards() {
    Map<String, String> headers = new LinkedHashMap<>(Map.of("a", "1"));
    Message.Builder builder = valid().headers(headers);
    headers.put("b", "2");
    Message message = builder.build();
    builder.header("c", "3");
    assertThat(message.headers()).containsOnlyKeys("a");
    assertThatThrownBy(() -> message.headers().put("d", "4"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void withMoreHeadersItIsTheSameMessage() {
    Message message = valid().key("k").header("a", "1").build();
    Message more = message.withHeaders(Map.of("traceparent", "00-1-2-01"));
    assertThat(more.headers())
        .containsExactly(Map.entry("a", "1"), Map.entry("traceparent", "00-1-2-01"));
    assertThat(more).usingRecursiveComparison().ignoringFields("headers").isEqualTo(message);
    assertThat(message.headers()).containsOnlyKeys("a");
    assertThatThrownBy(() -> more.withHeaders(Map.of("TraceParent", "other")))
        .isInstanceOf(InvalidMessageException.class);
  }

  @Test
  void keepsHeadersInTheOrderGiven() {
    Message message = valid().header("z", "1").header("a", "2").header("m", "").build();
    assertThat(message.headers().keySet()).containsExactly("z", "a", "m");
  }

  @Test
  void allowsTheHeadersOfATrace() {
    Message message =
        valid().header("traceparent", "00-ab-cd-01").header("tracestate", "x=y").build();
    assertThat(message.headers()).containsOnlyKeys("traceparent", "tracestate");
  }

  @Test
  void takesNoPayloadForATombstoneOnlyWhenToldSo() {
    assertInvalid(Message.builder().topic("t").type("T"), "payload")
        .hasMessageContaining("tombstone()");
    assertInvalid(valid().payload(null), "payload");
    assertInvalid(valid().text(null), "payload");
    Message message = valid().tombstone().build();
    assertThat(message.payload()).isNull();
    assertThat(message.payloadSize()).isZero();
    assertThat(valid().text("").build().payload()).isEmpty();
    assertThat(valid().tombstone().text("x").build().payload()).hasSize(1);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", ".", "..", "a b", "a/b", "a\0b", "größe", "a\n", "a:b", "a%20b", "𝄞"})
  void refusesATopicKafkaWouldNotTake(String topic) {
    assertInvalid(valid().topic(topic), "topic");
  }

  @Test
  void topicOf249CharactersPassesAndOneMoreFails() {
    assertThat(valid().topic("x".repeat(249)).build().topic()).hasSize(249);
    assertInvalid(valid().topic("x".repeat(250)), "topic")
        .hasMessage(
            "topic: 250 characters; allowed: 1 to 249 of A-Z a-z 0-9 . _ -."
                + " Choose a topic name Kafka allows.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "Order.events_1-a", "...", "_", "-"})
  void takesEveryTopicKafkaTakes(String topic) {
    assertThat(valid().topic(topic).build().topic()).isEqualTo(topic);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "a b", "a/b", "k\0"})
  void refusesAChannelThatIsNoName(String channel) {
    assertInvalid(valid().channel(channel), "channel");
  }

  @Test
  void refusesWhatTextInPostgresCannotHold() {
    assertInvalid(valid().key("a\0b"), "key").hasMessageContaining("NUL at 1");
    assertInvalid(valid().key("a\ud834"), "key").hasMessageContaining("unpaired surrogate at 1");
    assertInvalid(valid().key("\udd1e\ud834"), "key");
    assertInvalid(valid().type("a\0"), "type");
    assertInvalid(valid().type("a\ud834b"), "type");
    assertInvalid(valid().header("h", "\ud834"), "headers[h]");
    assertThatThrownBy(() -> valid().text("x\ud834")).isInstanceOf(InvalidMessageException.class);
    assertThat(valid().key("").build().key()).isEmpty();
    assertThat(valid().key("𝄞\n").build().key()).isEqualTo("𝄞\n");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "a\n", "a\u007f", "a\u0085"})
  void refusesATypeThatIsNoLabel(String type) {
    assertInvalid(valid().type(type), "type");
  }

  @Test
  void labelsOf255CharactersPassAndOneMoreFails() {
    assertThat(valid().type("x".repeat(255)).build().type()).hasSize(255);
    assertInvalid(valid().type("x".repeat(256)), "type");
    assertThat(valid().contentType("x".repeat(255)).build().contentType()).hasSize(255);
    assertInvalid(valid().contentType("x".repeat(256)), "contentType");
    assertInvalid(valid().contentType("tëxt"), "contentType");
    assertInvalid(valid().contentType(null), "contentType");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "a b",
        "a:b",
        "ä",
        "a\0",
        "a\r\nX",
        "(a)",
        "ce_id",
        "CE_x",
        "twinbox_seq",
        "Twinbox_x",
        "content-type",
        "Content-Type"
      })
  void refusesAHeaderNameThatIsNotOneOrIsOurs(String name) {
    assertInvalid(valid().header(name, "v"), "headers");
  }

  @Test
  void refusesAHeaderGivenTwiceInWhateverCase() {
    assertInvalid(valid().header("a", "1").header("a", "1"), "headers[a]");
    assertInvalid(valid().header("tenant", "1").header("Tenant", "2"), "headers[Tenant]");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"a\0", "a\r\n", "\t", "\u007f"})
  void refusesAHeaderValueThatIsNullOrHoldsControlCharacters(String value) {
    assertInvalid(valid().header("h", value), "headers[h]");
  }

  @Test
  void refusesATimeNobodyElseCanRead() {
    assertInvalid(valid().occurredAt(Instant.MIN), "occurredAt");
    assertInvalid(valid().occurredAt(Instant.MAX), "occurredAt");
    Instant last = Instant.parse("9999-12-31T23:59:59.999999Z");
    assertThat(valid().occurredAt(last).build().occurredAt()).isEqualTo(last);
  }

  @Test
  void tellsFieldLimitActualAndRemedy() {
    assertThatThrownBy(() -> valid().topic("a b").build())
        .isInstanceOfSatisfying(
            InvalidMessageException.class,
            e -> {
              assertThat(e.field()).isEqualTo("topic");
              assertThat(e.actual()).isEqualTo("'a b'");
              assertThat(e.limit()).startsWith("1 to 249");
              assertThat(e.remedy()).isNotBlank();
            });
  }

  @Test
  void showsHostileTextHarmlesslyAndShortened() {
    assertInvalid(valid().topic("a\u001b[31m\n" + "x".repeat(200)), "topic")
        .hasMessageContaining("'a\\u001b[31m\\u000a" + "x".repeat(53) + "...'");
  }

  @Test
  void neverPrintsKeyHeadersOrPayload() {
    Message message = valid().key("secret").header("h", "secret").text("secret").build();
    assertThat(message.toString()).doesNotContain("secret").contains(message.id().toString());
  }

  private static Message.Builder valid() {
    return Message.builder().topic("order-events").type("OrderCreated").text("{}");
  }

  private static AbstractThrowableAssert<?, ?> assertInvalid(
      Message.Builder builder, String field) {
    return assertThatThrownBy(builder::build)
        .isInstanceOfSatisfying(
            InvalidMessageException.class, e -> assertThat(e.field()).isEqualTo(field));
  }
}
