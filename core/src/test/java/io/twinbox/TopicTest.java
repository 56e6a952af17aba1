package io.twinbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicTest {

  record OrderCreated(String orderId, int cents) {}

  private static final Topic<OrderCreated> ORDERS =
      Topic.of(OrderCreated.class)
          .named("order-events")
          .codec(JsonCodec.of(OrderCreated.class))
          .keyedBy(OrderCreated::orderId)
          .headers(order -> Map.of("tenant", "t1"));

  private static final OrderCreated EVENT = new OrderCreated("o-1", 995);

  @Test
  void makesAMessageOfAnEvent() {
    Message message = ORDERS.message(EVENT);
    assertThat(message.topic()).isEqualTo("order-events");
    assertThat(message.channel()).isEqualTo("kafka");
    assertThat(message.key()).isEqualTo("o-1");
    assertThat(message.type()).isEqualTo("OrderCreated");
    assertThat(message.contentType()).isEqualTo("application/json");
    assertThat(message.headers()).isEqualTo(Map.of("tenant", "t1"));
    assertThat(new String(message.payload(), StandardCharsets.UTF_8))
        .isEqualTo("{\"orderId\":\"o-1\",\"cents\":995}");
  }

  @Test
  void isChangedIntoAnotherTopicAndNeverItself() {
    Topic<OrderCreated> other = ORDERS.named("other").type("order.created.v2").channel("mail");
    assertThat(other.message(EVENT).topic()).isEqualTo("other");
    assertThat(other.message(EVENT).type()).isEqualTo("order.created.v2");
    assertThat(other.message(EVENT).channel()).isEqualTo("mail");
    assertThat(other.message(EVENT).key()).isEqualTo("o-1");
    assertThat(ORDERS.message(EVENT).topic()).isEqualTo("order-events");
  }

  @Test
  void asksForNoOrderWithoutAKey() {
    assertThat(ORDERS.keyedBy(order -> null).message(EVENT).key()).isNull();
  }

  @Test
  void refusesANullEvent() {
    assertThatThrownBy(() -> ORDERS.message(null))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("event: null");
  }

  @Test
  void refusesAnIllegalNameWhereItIsGiven() {
    assertThatThrownBy(() -> ORDERS.named("a b")).isInstanceOf(InvalidMessageException.class);
    assertThatThrownBy(() -> ORDERS.type("")).isInstanceOf(InvalidMessageException.class);
  }

  @Test
  void saysWhatIsMissing() {
    Topic<OrderCreated> bare = Topic.of(OrderCreated.class);
    assertThatThrownBy(() -> bare.message(EVENT)).hasMessageContaining("named(\"...\")");
    assertThatThrownBy(() -> bare.named("t").message(EVENT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("codec(JsonCodec.of(OrderCreated.class))");
  }

  @Test
  void aCodecThatThrowsIsToldWithTopicAndType() {
    IllegalArgumentException cause = new IllegalArgumentException("no");
    Codec<OrderCreated> failing =
        new Codec<>() {
          @Override
          public byte[] encode(OrderCreated value) {
            throw cause;
          }

          @Override
          public OrderCreated decode(byte[] bytes) {
            throw cause;
          }

          @Override
          public String contentType() {
            return "x/y";
          }
        };
    assertThatThrownBy(() -> ORDERS.codec(failing).message(EVENT))
        .isInstanceOfSatisfying(
            EncodingException.class,
            e -> {
              assertThat(e.topic()).isEqualTo("order-events");
              assertThat(e.type()).isEqualTo("OrderCreated");
              assertThat(e).hasMessageContaining("payload").hasCause(cause);
            });
  }

  @Test
  void aFunctionThatThrowsIsToldWithTopicAndType() {
    assertThatThrownBy(() -> ORDERS.keyedBy(order -> order.orderId().substring(9)).message(EVENT))
        .isInstanceOf(EncodingException.class)
        .hasMessageContaining("key")
        .hasMessageContaining("topic:order-events type:OrderCreated");
    assertThatThrownBy(() -> ORDERS.headers(order -> null).message(EVENT))
        .isInstanceOf(EncodingException.class)
        .hasMessageContaining("headers");
  }
}
