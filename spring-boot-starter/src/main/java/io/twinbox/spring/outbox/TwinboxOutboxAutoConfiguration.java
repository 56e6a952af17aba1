package io.twinbox.spring.outbox;

import io.twinbox.admin.OutboxAdmin;
import io.twinbox.jdbc.JdbcOutbox;
import io.twinbox.jdbc.JdbcOutboxAdmin;
import io.twinbox.spring.SpringOutbox;
import io.twinbox.spring.database.TwinboxDatabase;
import io.twinbox.spring.database.TwinboxDatabaseAutoConfiguration;
import io.twinbox.spring.relay.RelayLifecycle;
import io.twinbox.spring.topics.DeclaredTopics;
import io.twinbox.spring.topics.TwinboxTopicsAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.util.function.SingletonSupplier;

/** The outbox of Spring's transactions. */
@AutoConfiguration(
    after = {TwinboxDatabaseAutoConfiguration.class, TwinboxTopicsAutoConfiguration.class})
@ConditionalOnBean(TwinboxDatabase.class)
@EnableConfigurationProperties(OutboxProperties.class)
public final class TwinboxOutboxAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean
  JdbcOutbox twinboxJdbcOutbox(TwinboxDatabase database, OutboxProperties properties) {
    JdbcOutbox.Builder builder =
        JdbcOutbox.builder().schema(database.schema()).limits(properties.limits());
    return properties.notifying() ? builder.notifying().build() : builder.build();
  }

  @Bean
  @ConditionalOnMissingBean(OutboxAdmin.class)
  OutboxAdmin twinboxOutboxAdmin(TwinboxDatabase database) {
    return JdbcOutboxAdmin.of(database.dataSource(), database.schema());
  }

  @Bean
  @ConditionalOnMissingBean
  PublicationWatch twinboxPublicationWatch(OutboxAdmin admin) {
    return new PublicationWatch(admin::entries);
  }

  /** Handlers flush by it, too. */
  @Bean
  @ConditionalOnMissingBean
  Flush twinboxFlush(TwinboxDatabase database) {
    return Flush.ofEntities(database.dataSource());
  }

  @Bean
  @ConditionalOnMissingBean
  PendingMessages twinboxPendingMessages(
      TwinboxDatabase database,
      JdbcOutbox outbox,
      Flush flush,
      PublicationWatch watch,
      ObjectProvider<BeforeWriting> hooks,
      ObjectProvider<AfterAppend> listeners,
      ObjectProvider<RelayLifecycle> relay) {
    return new PendingMessages(
        new JdbcLog(database.dataSource(), outbox),
        flush,
        SingletonSupplier.of(() -> hooks.orderedStream().toList()),
        SingletonSupplier.of(() -> listeners.orderedStream().toList()),
        watch,
        () -> relay.ifAvailable(RelayLifecycle::wake));
  }

  @Bean
  static ListeningToManagers twinboxListeningToManagers(ObjectProvider<PendingMessages> pendings) {
    return new ListeningToManagers(pendings);
  }

  @Bean
  @ConditionalOnMissingBean
  EventSink twinboxEvents(PendingMessages pendings, DeclaredTopics topics, SpringOutbox outbox) {
    return new TransactionEvents(pendings, topics, outbox);
  }

  @Bean
  @ConditionalOnMissingBean(SpringOutbox.class)
  SpringOutbox twinboxOutbox(
      PendingMessages pendings,
      DeclaredTopics topics,
      OutboxProperties properties,
      ObjectProvider<AtAppend> hooks) {
    return new TransactionOutbox(
        properties.limits(),
        topics,
        pendings,
        SingletonSupplier.of(() -> hooks.orderedStream().toList()));
  }
}
