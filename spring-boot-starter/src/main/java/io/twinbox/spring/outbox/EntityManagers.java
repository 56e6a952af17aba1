package io.twinbox.spring.outbox;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.orm.jpa.EntityManagerFactoryInfo;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Tells the entity managers on the outbox's database from those on another one: what these hold
 * must never be written in a transaction of ours. Loaded only with JPA and spring-orm. Thread-safe.
 */
public final class EntityManagers {
  private static final List<String> PROPERTIES =
      List.of("jakarta.persistence.nonJtaDataSource", "hibernate.connection.datasource");

  private final @Nullable DataSource ours;

  /**
   * Of a database.
   *
   * @param ours null = there is no database, and every entity manager is ours
   */
  public EntityManagers(@Nullable DataSource ours) {
    this.ours = ours == null ? null : innermost(ours);
  }

  /** On which database an entity manager works. */
  public enum Place {
    /** On the outbox's. */
    OURS,
    /** On another one. */
    ANOTHERS,
    /** Its factory does not say. */
    UNKNOWN
  }

  /** Where the entity managers of a factory work. */
  public Place of(Object factory) {
    if (ours == null) {
      return Place.OURS;
    }
    DataSource its = dataSource(factory);
    if (its == null) {
      return Place.UNKNOWN;
    }
    return innermost(its) == ours ? Place.OURS : Place.ANOTHERS;
  }

  /** Hands over what is bound to the running transaction and open, with its factory. */
  public void eachBound(BiConsumer<Object, EntityManager> action) {
    // A copy: what is called back may bind something.
    Map.copyOf(TransactionSynchronizationManager.getResourceMap())
        .forEach(
            (factory, resource) -> {
              if (resource instanceof EntityManagerHolder holder
                  && holder.getEntityManager().isOpen()) {
                action.accept(factory, holder.getEntityManager());
              }
            });
  }

  private static @Nullable DataSource dataSource(Object factory) {
    if (factory instanceof EntityManagerFactoryInfo info && info.getDataSource() != null) {
      return info.getDataSource();
    }
    return factory instanceof EntityManagerFactory other && other.isOpen()
        ? told(other.getProperties())
        : null;
  }

  private static @Nullable DataSource told(@Nullable Map<String, Object> properties) {
    return properties == null
        ? null
        : PROPERTIES.stream()
            .map(properties::get)
            .flatMap(it -> it instanceof DataSource known ? Stream.of(known) : Stream.empty())
            .findFirst()
            .orElse(null);
  }

  private static DataSource innermost(DataSource dataSource) {
    DataSource target =
        dataSource instanceof DelegatingDataSource proxy ? proxy.getTargetDataSource() : null;
    return target == null ? dataSource : innermost(target);
  }
}
