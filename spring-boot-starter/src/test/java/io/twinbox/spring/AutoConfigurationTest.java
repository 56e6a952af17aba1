package io.twinbox.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.jdbc.JdbcOutbox;
import io.twinbox.relay.Relay;
import io.twinbox.spring.database.TwinboxDatabase;
import io.twinbox.spring.database.TwinboxDatabaseAutoConfiguration;
import io.twinbox.spring.events.TwinboxEventsAutoConfiguration;
import io.twinbox.spring.inbox.InboxLifecycle;
import io.twinbox.spring.inbox.TwinboxInboxAutoConfiguration;
import io.twinbox.spring.kafka.KafkaConnection;
import io.twinbox.spring.kafka.TwinboxKafkaAutoConfiguration;
import io.twinbox.spring.outbox.TwinboxOutboxAutoConfiguration;
import io.twinbox.spring.relay.RelayCustomizer;
import io.twinbox.spring.relay.RelayLifecycle;
import io.twinbox.spring.relay.TwinboxRelayAutoConfiguration;
import io.twinbox.spring.topics.TwinboxTopicsAutoConfiguration;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.SslBundleSslEngineFactory;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.transaction.PlatformTransactionManager;

/** Which beans there are, and when there are none. The database leads nowhere. */
class AutoConfigurationTest {
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  KafkaAutoConfiguration.class,
                  TwinboxDatabaseAutoConfiguration.class,
                  TwinboxKafkaAutoConfiguration.class,
                  TwinboxTopicsAutoConfiguration.class,
                  TwinboxOutboxAutoConfiguration.class,
                  TwinboxEventsAutoConfiguration.class,
                  TwinboxRelayAutoConfiguration.class,
                  TwinboxInboxAutoConfiguration.class))
          .withPropertyValues(
              "twinbox.schema.verify=false", "spring.kafka.bootstrap-servers=localhost:1");

  @Test
  void withADatabaseAndKafkaThereIsEverything() {
    runner
        .withUserConfiguration(OneDatabase.class)
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .hasSingleBean(SpringOutbox.class)
                    .hasSingleBean(JdbcOutbox.class)
                    .hasSingleBean(RelayLifecycle.class)
                    .hasSingleBean(InboxLifecycle.class));
  }

  @Test
  void withoutADatabaseThereIsNothing() {
    runner.run(
        context ->
            assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(SpringOutbox.class)
                .doesNotHaveBean(RelayLifecycle.class)
                .doesNotHaveBean(InboxLifecycle.class));
  }

  @Test
  void anApplicationThatOnlyAppendsHasNoRelay() {
    runner
        .withUserConfiguration(OneDatabase.class)
        .withPropertyValues("twinbox.relay.enabled=false", "twinbox.inbox.enabled=false")
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(SpringOutbox.class)
                    .doesNotHaveBean(RelayLifecycle.class)
                    .doesNotHaveBean(InboxLifecycle.class));
  }

  @Test
  void ofSeveralDatabasesTheMarkedOneIsTaken() {
    runner
        .withUserConfiguration(OneDatabase.class, MarkedDatabase.class)
        .run(
            context ->
                assertThat(context.getBean(TwinboxDatabase.class).dataSource())
                    .isSameAs(context.getBean("marked")));
  }

  @Test
  void ofSeveralDatabasesNoneIsGuessed() {
    runner
        .withUserConfiguration(OneDatabase.class, AnotherDatabase.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("@TwinboxDataSource"));
  }

  @Test
  void aProxyThatJoinsTransactionsIsSeenThrough() {
    runner
        .withUserConfiguration(ProxiedDatabase.class)
        .run(
            context ->
                assertThat(context.getBean(TwinboxDatabase.class).dataSource())
                    .isInstanceOf(DriverManagerDataSource.class));
  }

  @Test
  void aMissingSchemaFailsTheStartWithTheRemedy() {
    runner
        .withUserConfiguration(OneDatabase.class)
        .withPropertyValues("twinbox.schema.verify=true")
        .run(context -> assertThat(context).hasFailed());
  }

  @Test
  void whereBeansAreMadeLateTheSchemaIsVerifiedAllTheSame() {
    runner
        .withUserConfiguration(OneDatabase.class)
        .withInitializer(
            context ->
                context.addBeanFactoryPostProcessor(
                    new LazyInitializationBeanFactoryPostProcessor()))
        .withPropertyValues("twinbox.schema.verify=true")
        .run(context -> assertThat(context).hasFailed());
  }

  @Test
  void whoAppendsWhileBeansAreMadeFindsTheSchemaThere() {
    Early.made.set(false);

    runner
        .withBean(Early.class)
        .withUserConfiguration(OneDatabase.class)
        .withPropertyValues("twinbox.schema.initialize=always")
        .run(context -> assertThat(context).hasFailed());

    assertThat(Early.made).isFalse();
  }

  @Test
  void anSslBundleIsThatOfRelayAndConsumersToo() {
    SslBundle common = SslBundle.of(SslStoreBundle.NONE);
    SslBundle own = SslBundle.of(SslStoreBundle.NONE);
    DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("common", common);
    bundles.registerBundle("own", own);
    runner
        .withUserConfiguration(OneDatabase.class)
        .withBean(SslBundles.class, () -> bundles)
        .withPropertyValues(
            "spring.kafka.ssl.bundle=common", "spring.kafka.consumer.ssl.bundle=own")
        .run(
            context -> {
              KafkaConnection kafka = context.getBean(KafkaConnection.class);
              assertThat(kafka.producer())
                  .containsEntry("ssl.engine.factory.class", SslBundleSslEngineFactory.class)
                  .containsEntry(SslBundle.class.getName(), common);
              assertThat(kafka.consumer())
                  .containsEntry("ssl.engine.factory.class", SslBundleSslEngineFactory.class)
                  .containsEntry(SslBundle.class.getName(), own);
            });
  }

  @Test
  void whatTheApplicationHasSetForKafkaIsTakenAndBootsDefaultsAreNot() {
    runner
        .withUserConfiguration(OneDatabase.class)
        .withPropertyValues(
            "spring.kafka.properties.security.protocol=SASL_SSL",
            "spring.kafka.producer.properties.request.timeout.ms=12345",
            "spring.kafka.consumer.group-id=theirs")
        .run(
            context -> {
              KafkaConnection kafka = context.getBean(KafkaConnection.class);
              assertThat(kafka.producer())
                  .containsEntry("bootstrap.servers", "localhost:1")
                  .containsEntry("security.protocol", "SASL_SSL")
                  .containsEntry("request.timeout.ms", "12345")
                  .doesNotContainKeys("key.serializer", "value.serializer");
              assertThat(kafka.consumer())
                  .containsEntry("security.protocol", "SASL_SSL")
                  .doesNotContainKeys("isolation.level", "group.id", "key.deserializer");
            });
  }

  @Test
  void theRelaysNameIsTheApplicationsAndACustomizerHasTheLastWord() {
    AtomicReference<Relay.Builder> seen = new AtomicReference<>();
    runner
        .withUserConfiguration(OneDatabase.class)
        .withBean(RelayCustomizer.class, () -> seen::set)
        .withPropertyValues("spring.application.name=shop")
        .run(
            context -> {
              assertThat(seen.get()).isNotNull();
              assertThat(context.getBean(RelayLifecycle.class).status())
                  .hasValueSatisfying(status -> assertThat(status.name()).isEqualTo("shop"));
            });
  }

  @Test
  void anOptionOutOfItsRangeIsNamedAtTheStart() {
    runner
        .withUserConfiguration(OneDatabase.class)
        .withPropertyValues("twinbox.relay.batch-size=0")
        .run(
            context ->
                assertThat(context).getFailure().rootCause().hasMessageContaining("batchSize"));
  }

  @Test
  void withoutSpringsOrmNobodyListensToHibernate() {
    runner
        .withUserConfiguration(OneDatabase.class)
        .run(context -> assertThat(context).hasBean("twinboxEntityEvents"));
    runner
        .withUserConfiguration(OneDatabase.class)
        .withClassLoader(new FilteredClassLoader(EntityManagerHolder.class))
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("twinboxEntityEvents"));
  }

  @Test
  void aFactoryOfAnotherProviderThanHibernateIsLeftAlone() {
    runner
        .withUserConfiguration(OneDatabase.class)
        .withBean(EntityManagerFactory.class, AutoConfigurationTest::notOfHibernate)
        .run(context -> assertThat(context).hasNotFailed().hasBean("twinboxEntityEvents"));
  }

  private static EntityManagerFactory notOfHibernate() {
    return (EntityManagerFactory)
        Proxy.newProxyInstance(
            AutoConfigurationTest.class.getClassLoader(),
            new Class<?>[] {EntityManagerFactory.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "unwrap" -> throw new PersistenceException("not of that class");
                  case "hashCode" -> 1;
                  case "equals" -> proxy == arguments[0];
                  case "toString" -> "not of Hibernate";
                  default -> null;
                });
  }

  /** Would append as soon as it is made. */
  static class Early {
    static final AtomicBoolean made = new AtomicBoolean();

    Early(SpringOutbox outbox) {
      made.set(true);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OneDatabase {
    @Bean
    DataSource one() {
      return nowhere();
    }

    @Bean
    PlatformTransactionManager transactionManager() {
      return new DataSourceTransactionManager(nowhere());
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class AnotherDatabase {
    @Bean
    DataSource another() {
      return nowhere();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class MarkedDatabase {
    @Bean
    @TwinboxDataSource
    DataSource marked() {
      return nowhere();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class ProxiedDatabase {
    @Bean
    DataSource proxy() {
      return new TransactionAwareDataSourceProxy(nowhere());
    }

    @Bean
    PlatformTransactionManager transactionManager() {
      return new DataSourceTransactionManager(nowhere());
    }
  }

  private static DataSource nowhere() {
    return new DriverManagerDataSource("jdbc:postgresql://localhost:1/nowhere");
  }
}
