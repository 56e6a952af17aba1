package io.twinbox.spring.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.inbox.Inbox;
import io.twinbox.inbox.InboxConsumer;
import io.twinbox.jdbc.JdbcOutbox;
import io.twinbox.spi.MonotonicClock;
import io.twinbox.spring.database.TwinboxDatabase;
import io.twinbox.spring.kafka.KafkaConnection;
import io.twinbox.testing.InMemoryInboxStore;
import io.twinbox.testing.InMemoryTopics;
import io.twinbox.testing.ManualClock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Handlers run on virtual threads where the application has them on, and the machine has any. */
class VirtualThreadsTest {
  private static final boolean THERE = Runtime.version().feature() >= 21;
  private static final DriverManagerDataSource NOWHERE =
      new DriverManagerDataSource("jdbc:postgresql://localhost:1/nowhere");

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(TwinboxInboxAutoConfiguration.class))
          .withBean(TwinboxDatabase.class, () -> new TwinboxDatabase(NOWHERE, "twinbox"))
          .withBean(KafkaConnection.class, () -> new KafkaConnection(Map.of(), Map.of()))
          .withBean(
              DataSourceTransactionManager.class, () -> new DataSourceTransactionManager(NOWHERE))
          .withBean(JdbcOutbox.class, () -> JdbcOutbox.builder().build());

  @Test
  void switchedOnTheyAreUsedFromJdk21OnAndIgnoredBefore() {
    runner
        .withPropertyValues("spring.threads.virtual.enabled=true")
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              Inbox.Builder builder = Inbox.consumer("payments");
              context
                  .getBeanProvider(InboxCustomizer.class)
                  .orderedStream()
                  .forEach(customizer -> customizer.customize("payments", builder));
              assertThat(isVirtual(threadOfHandler(builder))).isEqualTo(THERE);
            });
  }

  @Test
  void withoutThePropertyThereAreNone() {
    runner.run(context -> assertThat(context).doesNotHaveBean(InboxCustomizer.class));
  }

  private static Thread threadOfHandler(Inbox.Builder builder) {
    ManualClock clock = new ManualClock();
    InMemoryInboxStore store = new InMemoryInboxStore(clock);
    InMemoryTopics topics = new InMemoryTopics(clock, 1);
    AtomicReference<Thread> used = new AtomicReference<>();
    builder
        .topics("orders")
        .source(topics.source())
        .store(store)
        .transactions(store)
        .clock(MonotonicClock.system())
        .otherwise((bytes, context) -> used.set(Thread.currentThread()));
    try (InboxConsumer consumer = builder.build().start()) {
      topics.send("orders", "a", "m1", "x");
      await().until(() -> used.get() != null);
      assertThat(consumer.status()).isNotNull();
    }
    return used.get();
  }

  /** By name: it is not there on JDK 17. */
  private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
    return THERE && (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
  }
}
