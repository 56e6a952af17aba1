package io.twinbox.spring.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.inbox.Inbox;
import io.twinbox.jdbc.JdbcOutbox;
import io.twinbox.spi.MonotonicClock;
import io.twinbox.spring.InboxHandler;
import io.twinbox.spring.database.TwinboxDatabase;
import io.twinbox.spring.kafka.KafkaConnection;
import io.twinbox.testing.InMemoryInboxStore;
import io.twinbox.testing.InMemoryTopics;
import io.twinbox.testing.ManualClock;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;

/** What the start makes of the handlers, their transactions and their options. */
class HandlersAtStartTest {
  private static final DataSource OURS = nowhere();
  private static final DataSource THEIRS = nowhere();

  private final ApplicationContextRunner bare =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(TwinboxInboxAutoConfiguration.class))
          .withBean(TwinboxDatabase.class, () -> new TwinboxDatabase(OURS, "twinbox"))
          .withBean(
              KafkaConnection.class,
              () -> new KafkaConnection(Map.of(), Map.of("bootstrap.servers", "localhost:1")))
          .withBean(JdbcOutbox.class, () -> JdbcOutbox.builder().build())
          .withBean(InboxCustomizer.class, () -> (name, builder) -> inMemory(builder));

  private final ApplicationContextRunner runner = with(bare, "ours", OURS);
  private final ApplicationContextRunner twoOthers =
      with(with(bare, "first", THEIRS), "second", THEIRS);

  /** What {@code spring.main.lazy-initialization} does. */
  private final ApplicationContextRunner late =
      runner.withInitializer(
          context ->
              context.addBeanFactoryPostProcessor(
                  new LazyInitializationBeanFactoryPostProcessor()));

  @Test
  void whoHasNoHandlerNeedsNoTransactionManager() {
    twoOthers.run(context -> assertThat(context).hasNotFailed());
    bare.run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void ofSeveralTransactionManagersThatOfOurDatabaseIsTaken() {
    with(twoOthers, "ours", OURS)
        .withBean(Payments.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(new ManagerChoice(null, context.getBeanFactory(), OURS).manager())
                  .isSameAs(context.getBean("ours"));
            });
  }

  @Test
  void anotherDatabasesPrimaryManagerIsNotTaken() {
    runner
        .withBean(
            "theirs",
            PlatformTransactionManager.class,
            () -> manager(THEIRS),
            HandlersAtStartTest::primary)
        .run(
            context ->
                assertThat(new ManagerChoice(null, context.getBeanFactory(), OURS).manager())
                    .isSameAs(context.getBean("ours")));
  }

  @Test
  void whereItIsNotClearWhichTransactionManagerTheStartFailsNamingTheProperty() {
    twoOthers
        .withBean(Payments.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("twinbox.inbox.transaction-manager")
                    .hasMessageContaining("[first, second]"));
  }

  @Test
  void theNamedTransactionManagerMustBeThere() {
    runner
        .withBean(Payments.class)
        .withPropertyValues("twinbox.inbox.transaction-manager=payments")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .cause()
                    .hasMessageContaining("twinbox.inbox.transaction-manager=payments")
                    .hasMessageContaining("[ours]"));
  }

  @Test
  void whereBeansAreMadeLateHandlersAreNot() {
    late.withBean(Payments.class)
        .withBean("not asked for", Untouched.class)
        .run(
            context -> {
              assertThat(context.getBean(InboxLifecycle.class).status())
                  .containsOnlyKeys("payments");
              assertThat(context.getBeanFactory().containsSingleton("not asked for")).isFalse();
            });
  }

  @Test
  void aLazyHandlerBesideAnotherHandlesItsType() {
    runner
        .withBean(Payments.class)
        .withBean(Refunds.class, Refunds::new, it -> it.setLazyInit(true))
        .run(
            context ->
                assertThat(context.getBean(HandlerMethods.class).byConsumer().get("payments"))
                    .flatExtracting(HandlerMethod::types)
                    .containsExactly("Paid", "Refunded"));
  }

  @Test
  void aHandlerThatIsNoSingletonIsRefused() {
    runner
        .withBean(
            "payments",
            Payments.class,
            Payments::new,
            it -> it.setScope(BeanDefinition.SCOPE_PROTOTYPE))
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("Bean payments has @InboxHandler methods")
                    .hasMessageContaining("prototype"));
  }

  @Test
  void optionsOfNobodyAreRefusedAtTheStart() {
    runner
        .withBean(Payments.class)
        .withPropertyValues("twinbox.inbox.consumers.payment.chunk-records=10")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("[payment]")
                    .hasMessageContaining("There are [payments]"));
  }

  @Test
  void aNameWithOtherCharactersNeedsBrackets() {
    options("twinbox.inbox.consumers[order.events].chunk-records=10", "order.events")
        .run(HandlersAtStartTest::hasTen);
    options("twinbox.inbox.consumers[order_events].chunk-records=10", "order_events")
        .run(HandlersAtStartTest::hasTen);
    options("twinbox.inbox.consumers.order_events.chunk-records=10", "order_events")
        .run(HandlersAtStartTest::hasTen);
    options("twinbox.inbox.consumers.order.events.chunk-records=10", "order.events")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("twinbox.inbox.consumers[order.events]"));
  }

  private ApplicationContextRunner options(String property, String consumer) {
    return runner.withBean(Named.class).withPropertyValues(property, "consumer=" + consumer);
  }

  private static void hasTen(AssertableApplicationContext context) {
    assertThat(context).hasNotFailed();
    String consumer = context.getEnvironment().getRequiredProperty("consumer");
    assertThat(context.getBean(InboxProperties.class).options(consumer).chunkRecords())
        .isEqualTo(10);
  }

  private static ApplicationContextRunner with(
      ApplicationContextRunner runner, String name, DataSource dataSource) {
    return runner.withBean(name, PlatformTransactionManager.class, () -> manager(dataSource));
  }

  private static PlatformTransactionManager manager(DataSource dataSource) {
    return new DataSourceTransactionManager(dataSource);
  }

  private static void primary(BeanDefinition definition) {
    definition.setPrimary(true);
  }

  private static void inMemory(Inbox.Builder builder) {
    ManualClock clock = new ManualClock();
    InMemoryInboxStore store = new InMemoryInboxStore(clock);
    builder
        .source(new InMemoryTopics(clock, 1).source())
        .store(store)
        .transactions(store)
        .clock(MonotonicClock.system());
  }

  private static DataSource nowhere() {
    return new DriverManagerDataSource("jdbc:postgresql://localhost:1/nowhere");
  }

  record Paid(String order) {}

  record Refunded(String order) {}

  static class Payments {
    @InboxHandler(consumer = "payments", topics = "orders")
    void on(Paid event) {}
  }

  static class Refunds {
    @InboxHandler(consumer = "payments", topics = "orders")
    void on(Refunded event) {}
  }

  static class Named {
    @InboxHandler(consumer = "${consumer}", topics = "orders")
    void on(Paid event) {}
  }

  static class Untouched {}
}
