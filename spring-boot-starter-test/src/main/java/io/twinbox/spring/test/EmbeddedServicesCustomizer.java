package io.twinbox.spring.test;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.spring.database.EmbeddedDatabase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Puts a database of its own, Kafka and the probes into a context. Equal ones share a context: that
 * is how Spring's cache of contexts works.
 *
 * @param topics to be created
 * @param partitions of each
 * @param ownTopics whether names get a prefix
 */
record EmbeddedServicesCustomizer(List<String> topics, int partitions, boolean ownTopics)
    implements ContextCustomizer {
  private static final AtomicInteger CONTEXTS = new AtomicInteger();

  /**
   * Below all that the application says. Contexts are kept for later tests, up to 32 of them, and
   * the server has 200 connections for all: a pool keeps those only that somebody uses.
   */
  private static final Map<String, Object> FEW_CONNECTIONS =
      Map.of(
          "spring.datasource.hikari.minimum-idle", 0,
          "spring.datasource.hikari.idle-timeout", 10_000);

  @Override
  public void customizeContext(
      ConfigurableApplicationContext context, MergedContextConfiguration ignored) {
    context
        .getEnvironment()
        .getPropertySources()
        .addLast(new MapPropertySource("twinboxTestConnections", FEW_CONNECTIONS));
    CompletableFuture<EmbeddedPostgres> starting =
        CompletableFuture.supplyAsync(() -> EmbeddedPostgres.shared(PostgresVersion.V18));
    EmbeddedKafka kafka = EmbeddedKafka.shared();
    TopicPrefix prefix =
        new TopicPrefix(ownTopics ? "test" + CONTEXTS.incrementAndGet() + "-" : "");
    topics.forEach(topic -> create(kafka, prefix.to(topic)));
    String url = starting.join().createDatabase();
    BeanDefinitionRegistry beans = (BeanDefinitionRegistry) context.getBeanFactory();
    register(beans, JdbcConnectionDetails.class, new Database(url));
    register(beans, KafkaConnectionDetails.class, new Broker(kafka.bootstrapServers()));
    register(beans, EmbeddedDatabase.class, new EmbeddedDatabase() {});
    register(beans, OwnDatabase.class, new OwnDatabase(url));
    register(beans, TopicPrefix.class, prefix);
    new AnnotatedBeanDefinitionReader(beans, context.getEnvironment())
        .register(EmbeddedServicesConfiguration.class);
  }

  /** Where names are not its own another context may have made it. */
  private void create(EmbeddedKafka kafka, String topic) {
    if (ownTopics || SharedTopics.isNew(topic)) {
      kafka.createTopic(topic, partitions, Map.of());
    }
  }

  private static <T> void register(BeanDefinitionRegistry beans, Class<T> type, T bean) {
    beans.registerBeanDefinition(
        "twinboxTest" + type.getSimpleName(), new RootBeanDefinition(type, () -> bean));
  }

  private record Database(String url) implements JdbcConnectionDetails {
    @Override
    public String getUsername() {
      return EmbeddedPostgres.SUPERUSER;
    }

    @Override
    public String getPassword() {
      return "";
    }

    @Override
    public String getJdbcUrl() {
      return url;
    }
  }

  private record Broker(String servers) implements KafkaConnectionDetails {
    @Override
    public List<String> getBootstrapServers() {
      return List.of(servers);
    }
  }
}
