package io.twinbox.spring.outbox;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** Brings what an object mapper still holds to the database, in front of the messages about it. */
@FunctionalInterface
public interface Flush {
  /** Without an object mapper. */
  Flush NONE = () -> {};

  /** Called in the transaction's thread. What it throws is what the commit would throw. */
  void flush();

  /**
   * Of JPA, where there is any.
   *
   * @param dataSource entity managers on another one are left alone; null = none is
   */
  static Flush ofEntities(@Nullable DataSource dataSource) {
    return ClassUtils.isPresent(
            "org.springframework.orm.jpa.EntityManagerHolder", Flush.class.getClassLoader())
        ? new JpaFlush(new EntityManagers(dataSource))
        : NONE;
  }
}
