package io.twinbox.spring.inbox;

import io.twinbox.admin.InboxAdmin;
import io.twinbox.jdbc.JdbcInboxAdmin;
import io.twinbox.jdbc.JdbcInboxStore;
import io.twinbox.jdbc.JdbcOutbox;
import io.twinbox.spi.InboxStore;
import io.twinbox.spring.database.TwinboxDatabase;
import io.twinbox.spring.kafka.KafkaConnection;
import io.twinbox.spring.kafka.TwinboxKafkaAutoConfiguration;
import io.twinbox.spring.outbox.Flush;
import io.twinbox.spring.outbox.TwinboxOutboxAutoConfiguration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Consumers made of annotated methods. */
@AutoConfiguration(
    after = {TwinboxOutboxAutoConfiguration.class, TwinboxKafkaAutoConfiguration.class},
    afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnBean({TwinboxDatabase.class, KafkaConnection.class})
@ConditionalOnBooleanProperty(name = "twinbox.inbox.enabled", matchIfMissing = true)
@EnableConfigurationProperties(InboxProperties.class)
public final class TwinboxInboxAutoConfiguration {

  @Bean
  static HandlerMethods twinboxHandlerMethods(Environment environment) {
    return new HandlerMethods(environment::resolveRequiredPlaceholders);
  }

  /** In an application that makes its beans late nobody asks for a handler. */
  @Bean
  static LazyInitializationExcludeFilter twinboxHandlersAreNotLazy() {
    return (name, definition, type) -> HandlerBeans.isHandler(type);
  }

  @Bean
  @ConditionalOnMissingBean(InboxStore.class)
  JdbcInboxStore twinboxInboxStore(TwinboxDatabase database) {
    return JdbcInboxStore.builder()
        .dataSource(database.dataSource())
        .schema(database.schema())
        .build();
  }

  @Bean
  @ConditionalOnMissingBean
  InboxAdmin twinboxInboxAdmin(TwinboxDatabase database) {
    return JdbcInboxAdmin.of(database.dataSource(), database.schema());
  }

  /** First of all customizers: the application's have the last word. */
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  @ConditionalOnThreading(Threading.VIRTUAL)
  InboxCustomizer twinboxVirtualThreads() {
    ThreadFactory virtual = new VirtualThreadTaskExecutor().getVirtualThreadFactory();
    return (consumer, builder) -> builder.handlerThreads(virtual);
  }

  @Bean
  @ConditionalOnMissingBean
  InboxLifecycle twinboxInbox(
      HandlerMethods methods,
      InboxProperties properties,
      TwinboxDatabase database,
      KafkaConnection kafka,
      InboxStore store,
      JdbcOutbox outbox,
      ObjectProvider<Flush> flush,
      ObjectProvider<ObjectMapper> mapper,
      ObjectProvider<InboxCustomizer> customizers,
      Environment environment,
      ConfigurableListableBeanFactory beans) {
    ManagerChoice manager =
        new ManagerChoice(properties.transactionManager(), beans, database.dataSource());
    // Asked at the start, and only where there is a handler: who only appends needs none of it.
    Supplier<ConsumerFactory> factory =
        () ->
            new ConsumerFactory(
                properties,
                kafka,
                store,
                new SpringTransactions(manager.manager(), database.dataSource()),
                outbox,
                flush.getIfAvailable(() -> Flush.NONE),
                mapper.getIfAvailable(JsonMapper::shared),
                customizers.orderedStream().toList());
    return new InboxLifecycle(
        new HandlerBeans(beans), methods, () -> configured(environment), factory);
  }

  /** The consumers with options, also those whose options are none that there are. */
  private static Set<String> configured(Environment environment) {
    return Binder.get(environment)
        .bind("twinbox.inbox.consumers", Bindable.mapOf(String.class, Object.class))
        .map(Map::keySet)
        .orElse(Set.of());
  }
}
