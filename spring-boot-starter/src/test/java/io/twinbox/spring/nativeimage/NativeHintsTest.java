package io.twinbox.spring.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.proxies;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.resource;

import io.twinbox.Topic;
import io.twinbox.inbox.Delivery;
import io.twinbox.inbox.InboxContext;
import io.twinbox.json.JsonCodec;
import io.twinbox.spring.InboxHandler;
import io.twinbox.spring.OutboxMessage;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

/**
 * What a native image is told of an application, as Spring's own processing ahead of time finds it.
 * No image is built here.
 */
class NativeHintsTest {
  private static RuntimeHints hints;

  @BeforeAll
  static void processTheApplicationAheadOfTime() {
    DefaultGenerationContext generation =
        new DefaultGenerationContext(
            new ClassNameGenerator(ClassName.get(NativeHintsTest.class)),
            new InMemoryGeneratedFiles());
    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      context.register(Application.class);
      new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
    }
    hints = generation.getRuntimeHints();
  }

  @Test
  void theSchemasSqlIsThere() {
    assertThat(resource().forResource("io/twinbox/jdbc/postgresql/V1.sql")).accepts(hints);
    assertThat(resource().forResource("io/twinbox/jdbc/postgresql/V1_inbox.sql")).accepts(hints);
    assertThat(resource().forResource("io/twinbox/jdbc/flyway/V0.1__twinbox.sql")).accepts(hints);
  }

  @Test
  void handlersCanBeCalledOnTheWrappedConnection() throws NoSuchMethodException {
    assertThat(proxies().forInterfaces(Connection.class)).accepts(hints);
    assertThat(reflection().onMethodInvocation(Connection.class, "setSchema")).accepts(hints);
    assertThat(
            reflection()
                .onMethodInvocation(
                    Payments.class.getDeclaredMethod("on", OrderPlaced.class, InboxContext.class)))
        .accepts(hints);
    assertThat(reflection().onMethodInvocation(Payments.class.getDeclaredMethod("all", List.class)))
        .accepts(hints);
  }

  @Test
  void eventsOfHandlersCanBeReadFromJson() {
    assertThat(reflection().onType(OrderPlaced.class)).accepts(hints);
    assertThat(reflection().onType(Returned.class)).accepts(hints);
    assertThat(reflection().onMethodInvocation(OrderPlaced.class, "customer")).accepts(hints);
    assertThat(reflection().onType(InboxContext.class)).rejects(hints);
  }

  @Test
  void declaredEventsCanBeWrittenAsJsonAndTheirKeysRead() {
    assertThat(reflection().onType(Shipped.class)).accepts(hints);
    assertThat(reflection().onType(Address.class)).accepts(hints);
    assertThat(reflection().onMethodInvocation(Shipped.class, "to")).accepts(hints);
    assertThat(reflection().onMethodInvocation(Address.class, "postalCode")).accepts(hints);
    assertThat(reflection().onType(Cancelled.class)).accepts(hints);
  }

  record OrderPlaced(String order, String customer) {}

  record Returned(String order) {}

  record Cancelled(String order) {}

  @OutboxMessage(topic = "shipments", key = "to.postalCode")
  record Shipped(String order, Address to) {}

  /** No record: its reader is no property as JSON sees it. */
  static final class Address {
    public String postalCode() {
      return "1010";
    }
  }

  @Configuration(proxyBeanMethods = false)
  @AutoConfigurationPackage
  static class Application {
    @Bean
    Payments payments() {
      return new Payments();
    }

    @Bean
    Topic<Cancelled> cancellations() {
      return Topic.of(Cancelled.class).named("orders").codec(JsonCodec.of(Cancelled.class));
    }
  }

  static class Payments {
    @InboxHandler(consumer = "payments", topics = "orders")
    void on(OrderPlaced event, InboxContext context) {}

    @InboxHandler(consumer = "payments", topics = "orders")
    void all(List<Delivery<Returned>> batch) {}
  }
}
