package io.twinbox.spring.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.Message;
import io.twinbox.Topic;
import io.twinbox.json.JsonCodec;
import io.twinbox.spring.OutboxMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class DeclaredTopicsTest {

  @Test
  void anAnnotationSaysWhereTheEventsOfAClassGo() {
    Message message = message(topics(List.of()), new Placed("o-1", new Customer("c-1", null)));

    assertThat(message.topic()).isEqualTo("prod.orders");
    assertThat(message.key()).isEqualTo("c-1");
    assertThat(message.type()).isEqualTo("Placed");
    assertThat(new String(message.payload(), StandardCharsets.UTF_8)).contains("\"order\":\"o-1\"");
  }

  @Test
  void aKeyThatIsNullAnywhereOnItsPathIsNoKey() {
    assertThat(message(topics(List.of()), new Placed("o-1", null)).key()).isNull();
    assertThat(message(topics(List.of()), new Placed("o-1", new Customer(null, null))).key())
        .isNull();
  }

  @Test
  void propertiesOfBeansAreReadByTheirGetters() {
    assertThat(message(topics(List.of()), new Bean()).key()).isEqualTo("7");
  }

  @Test
  void aBeanSaysItForAClassThatHasNoAnnotation() {
    Topic<Plain> topic =
        Topic.of(Plain.class).named("plain").codec(JsonCodec.of(Plain.class)).keyedBy(Plain::id);

    Message message = message(topics(List.of(topic)), new Plain("p-1"));

    assertThat(message.topic()).isEqualTo("plain");
    assertThat(message.key()).isEqualTo("p-1");
  }

  @Test
  void whatExtendsADeclaredTypeGoesThereUnderItsOwnName() {
    Topic<Shape> topic = Topic.of(Shape.class).named("shapes").codec(JsonCodec.of(Shape.class));
    DeclaredTopics topics = topics(List.of(topic));

    assertThat(message(topics, new Circle(2)).topic()).isEqualTo("shapes");
    assertThat(message(topics, new Circle(2)).type()).isEqualTo("Circle");
    assertThat(message(topics, new Sub()).topic()).isEqualTo("above");
    assertThat(message(topics, new Sub()).type()).isEqualTo("Sub");
  }

  @Test
  void whatNothingDeclaresGoesNowhere() {
    assertThat(topics(List.of()).topicFor("text")).isEmpty();
  }

  @Test
  void aTypeDeclaredTwiceFails() {
    Topic<Plain> topic = Topic.of(Plain.class).named("plain");
    assertThatThrownBy(() -> topics(List.of(topic, topic.named("other"))))
        .hasMessageContaining("Plain")
        .hasMessageContaining("twice");

    Topic<Placed> bean = Topic.of(Placed.class).named("orders");
    assertThatThrownBy(() -> topics(List.of(bean), Placed.class))
        .hasMessageContaining("@OutboxMessage")
        .hasMessageContaining("twice");
  }

  @Test
  void aKeyThatIsNoPropertyFailsBeforeTheFirstEvent() {
    assertThatThrownBy(() -> topics(List.of(), WrongKey.class))
        .hasMessageContaining("neither odrer() nor getOdrer()");
  }

  private static DeclaredTopics topics(List<Topic<?>> beans, Class<?>... annotated) {
    return new DeclaredTopics(
        beans, List.of(annotated), JsonMapper::shared, text -> text.replace("${stage}", "prod"));
  }

  private static Message message(DeclaredTopics topics, Object event) {
    return topics.topicFor(event).orElseThrow().message(event);
  }

  record Customer(String id, String name) {}

  @OutboxMessage(topic = "${stage}.orders", key = "customer.id")
  record Placed(String order, Customer customer) {}

  @OutboxMessage(topic = "orders", key = "odrer")
  record WrongKey(String order) {}

  record Plain(String id) {}

  interface Shape {}

  record Circle(int radius) implements Shape {}

  @OutboxMessage(topic = "above")
  static class Above {}

  static class Sub extends Above {
    public int getSize() {
      return 1;
    }
  }

  @OutboxMessage(topic = "beans", key = "number")
  static class Bean {
    public int getNumber() {
      return 7;
    }
  }
}
