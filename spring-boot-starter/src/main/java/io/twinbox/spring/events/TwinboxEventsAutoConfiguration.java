package io.twinbox.spring.events;

import io.twinbox.spring.database.TwinboxDatabase;
import io.twinbox.spring.outbox.EntityManagers;
import io.twinbox.spring.outbox.EventSink;
import io.twinbox.spring.outbox.TwinboxOutboxAutoConfiguration;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.orm.jpa.EntityManagerHolder;

/** Events of entities and of the application. */
@AutoConfiguration(
    after = TwinboxOutboxAutoConfiguration.class,
    afterName = "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration")
@ConditionalOnBean(EventSink.class)
public final class TwinboxEventsAutoConfiguration {

  @Bean
  @ConditionalOnBooleanProperty(name = "twinbox.outbox.application-events", matchIfMissing = true)
  ApplicationEvents twinboxApplicationEvents(EventSink sink) {
    return new ApplicationEvents(sink);
  }

  /** What is published through Spring and declared for a topic is appended. */
  static final class ApplicationEvents {
    private final EventSink sink;

    ApplicationEvents(EventSink sink) {
      this.sink = sink;
    }

    @EventListener
    void on(PayloadApplicationEvent<?> event) {
      sink.take(event.getPayload());
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({
    EntityManagerFactory.class,
    SessionFactoryImplementor.class,
    EntityManagerHolder.class
  })
  @ConditionalOnBooleanProperty(name = "twinbox.outbox.entity-events", matchIfMissing = true)
  static class OfHibernate {

    @Bean
    EntityEvents twinboxEntityEvents(EventSink sink, ObjectProvider<TwinboxDatabase> database) {
      TwinboxDatabase ours = database.getIfAvailable();
      return new EntityEvents(sink, new EntityManagers(ours == null ? null : ours.dataSource()));
    }

    /** Each session factory of Hibernate on our database tells of its flushes. */
    @Bean
    SmartInitializingSingleton twinboxListensToFlushes(
        EntityEvents events, ObjectProvider<EntityManagerFactory> factories) {
      return () -> factories.stream().forEach(events::listenTo);
    }
  }
}
