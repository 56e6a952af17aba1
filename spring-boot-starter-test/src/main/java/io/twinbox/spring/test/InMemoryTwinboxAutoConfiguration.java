package io.twinbox.spring.test;

import io.twinbox.spring.events.TwinboxEventsAutoConfiguration;
import io.twinbox.spring.outbox.BeforeWriting;
import io.twinbox.spring.outbox.EventSink;
import io.twinbox.spring.outbox.TwinboxOutboxAutoConfiguration;
import io.twinbox.spring.topics.DeclaredTopics;
import io.twinbox.spring.topics.TwinboxTopicsAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.util.function.SingletonSupplier;

/** The outbox in memory, and transactions where there are none. */
@AutoConfiguration(
    after = TwinboxTopicsAutoConfiguration.class,
    before = {TwinboxOutboxAutoConfiguration.class, TwinboxEventsAutoConfiguration.class},
    afterName = {
      "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
      "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration"
    })
@EnableTransactionManagement(proxyTargetClass = true)
class InMemoryTwinboxAutoConfiguration {

  @Bean
  Recording twinboxTestRecording() {
    return new Recording();
  }

  @Bean
  InMemoryOutbox twinboxOutbox(
      DeclaredTopics topics, ObjectProvider<BeforeWriting> hooks, Recording recording) {
    return new InMemoryOutbox(
        topics, SingletonSupplier.of(() -> hooks.orderedStream().toList()), recording);
  }

  @Bean
  OutboxProbe twinboxOutboxProbe(InMemoryOutbox outbox) {
    return outbox.probe();
  }

  @Bean
  EventSink twinboxEvents(InMemoryOutbox outbox) {
    return outbox.events();
  }

  @Bean
  @ConditionalOnMissingBean(TransactionManager.class)
  PlatformTransactionManager transactionManager() {
    return new InMemoryTransactions();
  }

  /** Each manager tells the outbox of its transactions. */
  @Bean
  SmartInitializingSingleton twinboxTestListensToManagers(
      InMemoryOutbox outbox, ObjectProvider<ConfigurableTransactionManager> managers) {
    return () -> managers.forEach(manager -> manager.addListener(outbox.listener()));
  }
}
