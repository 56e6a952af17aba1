package io.twinbox.spring.database;

import io.twinbox.jdbc.JdbcOutbox;
import io.twinbox.spring.TwinboxDataSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AbstractDependsOnBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;

/** Which database is meant, and whether the schema is in it. */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
      "org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration"
    })
@ConditionalOnBean(DataSource.class)
@EnableConfigurationProperties(SchemaProperties.class)
public final class TwinboxDatabaseAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  TwinboxDatabase twinboxDatabase(
      @TwinboxDataSource ObjectProvider<DataSource> marked,
      ObjectProvider<DataSource> all,
      SchemaProperties properties) {
    DataSource chosen = marked.getIfAvailable();
    if (chosen == null) {
      chosen = all.getIfUnique();
    }
    if (chosen == null) {
      throw new NoUniqueBeanDefinitionException(
          DataSource.class,
          2,
          "Twinbox needs one DataSource and there are several: mark that of outbox and inbox with"
              + " @TwinboxDataSource, or make it @Primary");
    }
    return TwinboxDatabase.of(chosen, properties.nameOrDefault());
  }

  @Bean
  @ConditionalOnMissingBean
  @DependsOnDatabaseInitialization
  InstalledSchema twinboxSchema(
      TwinboxDatabase database,
      SchemaProperties properties,
      ObjectProvider<EmbeddedDatabase> embedded) {
    boolean present = embedded.stream().findAny().isPresent();
    return new InstalledSchema(database, properties, present);
  }

  @Bean
  static SchemaFirst twinboxSchemaFirst() {
    return new SchemaFirst();
  }

  /** Whoever appends while beans are still being made finds the schema installed. */
  static final class SchemaFirst extends AbstractDependsOnBeanFactoryPostProcessor {
    SchemaFirst() {
      super(JdbcOutbox.class, InstalledSchema.class);
    }
  }
}
