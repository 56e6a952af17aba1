package io.twinbox.spring.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.spring.SpringOutbox;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Entities on two databases, and the outbox on one of them. */
class TwoDatabasesIT {
  private static final EmbeddedPostgres POSTGRES = EmbeddedPostgres.shared(PostgresVersion.V18);
  private static ConfigurableApplicationContext app;

  private final EntityManager ours = entities("ours");
  private final EntityManager theirs = entities("theirs");
  private final TransactionTemplate ourTx = tx("ourTransactions");
  private final TransactionTemplate theirTx = tx("theirTransactions");

  @BeforeAll
  static void start() {
    app =
        new SpringApplication(Application.class)
            .run(
                "--spring.kafka.bootstrap-servers=localhost:1",
                "--twinbox.relay.enabled=false",
                "--twinbox.inbox.enabled=false",
                "--twinbox.schema.initialize=always");
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @BeforeEach
  void empty() {
    sql("ourDatabase").sql("TRUNCATE twinbox.outbox, purchase").update();
    sql("theirDatabase").sql("TRUNCATE purchase").update();
  }

  @Test
  void whatHappensInAnotherDatabaseIsNeverWrittenInOurs() {
    Purchase other = new Purchase("theirs");
    ourTx.executeWithoutResult(
        status -> {
          Purchase purchase = new Purchase("ours");
          purchase.pay("told");
          ours.persist(purchase);
          theirTx.executeWithoutResult(
              inner -> {
                other.pay("not told");
                theirs.persist(other);
                theirs.flush();
                theirs.createQuery("SELECT p FROM Purchase p").getResultList();
                inner.setRollbackOnly();
              });
        });

    assertThat(keys()).containsExactly("ours");
    assertThat(other.events()).as("nobody has taken them").hasSize(1);
  }

  @Test
  void anInnerTransactionOfOursTellsNothingOfTheOuterOneOnAnotherDatabase() {
    theirTx.executeWithoutResult(
        status -> {
          Purchase other = new Purchase("theirs");
          other.pay("not told");
          theirs.persist(other);
          ourTx.executeWithoutResult(
              inner -> {
                Purchase purchase = new Purchase("ours");
                purchase.pay("told");
                ours.persist(purchase);
              });
          assertThat(purchases("theirDatabase")).as("not flushed by our commit").isEmpty();
        });

    assertThat(keys()).containsExactly("ours");
    assertThat(purchases("theirDatabase")).containsExactly("theirs");
  }

  @Test
  void theirTransactionAloneTakesNoMessages() {
    theirTx.executeWithoutResult(
        status -> {
          Purchase other = new Purchase("theirs");
          other.pay("not told");
          theirs.persist(other);
        });

    assertThat(app.getBean(SpringOutbox.class)).isNotNull();
    assertThat(keys()).isEmpty();
    assertThat(purchases("theirDatabase")).containsExactly("theirs");
  }

  private static List<String> keys() {
    return sql("ourDatabase")
        .sql("SELECT key FROM twinbox.outbox ORDER BY seq")
        .query(String.class)
        .list();
  }

  private static List<String> purchases(String database) {
    return sql(database).sql("SELECT id FROM purchase").query(String.class).list();
  }

  /** Not through a transaction of the thread. */
  private static JdbcClient sql(String database) {
    DriverManagerDataSource known = app.getBean(database, DriverManagerDataSource.class);
    return JdbcClient.create(new DriverManagerDataSource(String.valueOf(known.getUrl())));
  }

  private static EntityManager entities(String factory) {
    return SharedEntityManagerCreator.createSharedEntityManager(
        app.getBean(factory, EntityManagerFactory.class));
  }

  private static TransactionTemplate tx(String manager) {
    return new TransactionTemplate(app.getBean(manager, PlatformTransactionManager.class));
  }

  @Configuration
  @EnableAutoConfiguration
  static class Application {
    @Bean
    @Primary
    DataSource ourDatabase() {
      return new DriverManagerDataSource(POSTGRES.createDatabase());
    }

    @Bean
    DataSource theirDatabase() {
      return new DriverManagerDataSource(POSTGRES.createDatabase());
    }

    @Bean
    @Primary
    LocalContainerEntityManagerFactoryBean ours() {
      return factory(ourDatabase());
    }

    @Bean
    LocalContainerEntityManagerFactoryBean theirs() {
      return factory(theirDatabase());
    }

    private static LocalContainerEntityManagerFactoryBean factory(DataSource dataSource) {
      LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
      factory.setDataSource(dataSource);
      factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
      factory.setManagedTypes(PersistenceManagedTypes.of(Purchase.class.getName()));
      factory.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "create"));
      return factory;
    }

    @Bean
    @Primary
    PlatformTransactionManager ourTransactions(EntityManagerFactory ours) {
      return new JpaTransactionManager(ours);
    }

    @Bean
    PlatformTransactionManager theirTransactions(@Qualifier("theirs") EntityManagerFactory theirs) {
      return new JpaTransactionManager(theirs);
    }
  }
}
