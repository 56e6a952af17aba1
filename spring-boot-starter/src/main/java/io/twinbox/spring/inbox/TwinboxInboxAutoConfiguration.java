package io.twinbox.spring.inbox;

import io.twinbox.jdbc.JdbcInboxStore;
import io.twinbox.jdbc.JdbcOutbox;
import io.twinbox.spi.InboxStore;
import io.twinbox.spring.database.TwinboxDatabase;
import io.twinbox.spring.kafka.KafkaConnection;
import io.twinbox.spring.kafka.TwinboxKafkaAutoConfiguration;
import io.twinbox.spring.outbox.TwinboxOutboxAutoConfiguration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;
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

  @Bean
  @ConditionalOnMissingBean(InboxStore.class)
  JdbcInboxStore twinboxInboxStore(TwinboxDatabase database) {
    return JdbcInboxStore.builder()
        .dataSource(database.dataSource())
        .schema(database.schema())
        .build();
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
      ObjectProvider<ObjectMapper> mapper,
      ObjectProvider<InboxCustomizer> customizers,
      BeanFactory beans) {
    SpringTransactions transactions =
        new SpringTransactions(manager(properties, beans), database.dataSource());
    ConsumerFactory factory =
        new ConsumerFactory(
            properties,
            kafka,
            store,
            transactions,
            outbox,
            mapper.getIfAvailable(JsonMapper::shared),
            List.copyOf(customizers.orderedStream().toList()));
    return new InboxLifecycle(methods, factory);
  }

  private static PlatformTransactionManager manager(InboxProperties properties, BeanFactory beans) {
    String name = properties.transactionManager();
    return name == null
        ? beans.getBean(PlatformTransactionManager.class)
        : beans.getBean(name, PlatformTransactionManager.class);
  }
}
