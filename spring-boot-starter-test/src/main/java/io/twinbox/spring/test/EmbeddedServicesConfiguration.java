package io.twinbox.spring.test;

import io.twinbox.jdbc.JdbcInboxAdmin;
import io.twinbox.jdbc.JdbcOutboxAdmin;
import io.twinbox.kafka.KafkaPublisher;
import io.twinbox.kafka.KafkaSource;
import io.twinbox.spring.database.TwinboxDatabase;
import io.twinbox.spring.inbox.InboxCustomizer;
import io.twinbox.spring.kafka.KafkaConnection;
import io.twinbox.spring.relay.RelayCustomizer;
import io.twinbox.spring.topics.DeclaredTopics;
import java.net.URI;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Leads the relay and the consumers to the context's own topics, and offers the probes. */
@Configuration(proxyBeanMethods = false)
class EmbeddedServicesConfiguration {

  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  RelayCustomizer twinboxTestPublisher(
      ObjectProvider<KafkaConnection> kafka, TopicPrefix prefix, Environment environment) {
    return builder -> builder.publisher(publisher(kafka.getObject(), prefix, environment));
  }

  private static PrefixingPublisher publisher(
      KafkaConnection kafka, TopicPrefix prefix, Environment environment) {
    URI source =
        environment.getProperty("twinbox.relay.source", URI.class, KafkaPublisher.DEFAULT_SOURCE);
    return new PrefixingPublisher(
        KafkaPublisher.builder().properties(kafka.producer()).source(source).build(), prefix);
  }

  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  InboxCustomizer twinboxTestSource(ObjectProvider<KafkaConnection> kafka, TopicPrefix prefix) {
    return (consumer, builder) ->
        builder.source(
            new PrefixingSource(
                KafkaSource.builder().properties(kafka.getObject().consumer()).build(), prefix));
  }

  @Bean
  Recording twinboxTestRecording() {
    return new Recording();
  }

  @Bean
  @Lazy
  OutboxProbe twinboxOutboxProbe(Recording recording, TwinboxDatabase database) {
    JdbcOutboxAdmin admin = JdbcOutboxAdmin.of(database.dataSource(), database.schema());
    return new OutboxProbe(recording, admin::relays);
  }

  @Bean
  @Lazy
  InboxProbe twinboxInboxProbe(TwinboxDatabase database) {
    return new InboxProbe(
        JdbcInboxAdmin.of(database.dataSource(), database.schema()),
        JdbcClient.create(database.dataSource()),
        database.schema());
  }

  @Bean
  @Lazy
  RecordFeed twinboxRecordFeed(
      KafkaConnection kafka,
      TopicPrefix prefix,
      Environment environment,
      DeclaredTopics topics,
      ObjectProvider<ObjectMapper> mapper) {
    return new RecordFeed(
        publisher(kafka, prefix, environment), topics, mapper.getIfAvailable(JsonMapper::shared));
  }
}
