package io.twinbox.spring.outbox;

import io.twinbox.spring.outbox.EntityManagers.Place;
import jakarta.persistence.EntityManager;
import org.springframework.dao.support.DataAccessUtils;
import org.springframework.dao.support.PersistenceExceptionTranslator;
import org.springframework.orm.jpa.EntityManagerFactoryInfo;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.orm.jpa.JpaDialect;

/**
 * Flushes the entity managers of the running transaction. JPA would do it in the commit, after the
 * messages: an update that waits for its row lock there would stand behind a message that is
 * already in the log, in front of that of the transaction it waits for.
 *
 * <p>An entity manager that does not flush by itself (Hibernate's {@code MANUAL}) is left alone,
 * and so is one that is known to work on another database.
 *
 * @param managers tells which those are
 */
record JpaFlush(EntityManagers managers) implements Flush {

  @Override
  public void flush() {
    managers.eachBound(
        (factory, entities) -> {
          if (managers.of(factory) != Place.ANOTHERS) {
            flush(factory, entities);
          }
        });
  }

  private static void flush(Object factory, EntityManager entities) {
    if (entities.isOpen() && entities.isJoinedToTransaction() && !HibernateMode.manual(entities)) {
      try {
        entities.flush();
      } catch (RuntimeException e) {
        throw DataAccessUtils.translateIfNecessary(e, translator(factory));
      }
    }
  }

  /** What the commit would throw, if it flushed. */
  private static PersistenceExceptionTranslator translator(Object factory) {
    JpaDialect dialect =
        factory instanceof EntityManagerFactoryInfo info ? info.getJpaDialect() : null;
    return dialect == null
        ? EntityManagerFactoryUtils::convertJpaAccessExceptionIfPossible
        : dialect;
  }
}
