package io.twinbox.spring.outbox;

import jakarta.persistence.EntityManager;
import java.util.Map;
import org.springframework.dao.support.DataAccessUtils;
import org.springframework.dao.support.PersistenceExceptionTranslator;
import org.springframework.orm.jpa.EntityManagerFactoryInfo;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.orm.jpa.JpaDialect;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Flushes the entity managers of the running transaction. JPA would do it in the commit, after the
 * messages: an update that waits for its row lock there would stand behind a message that is
 * already in the log, in front of that of the transaction it waits for.
 *
 * <p>An entity manager that does not flush by itself (Hibernate's {@code MANUAL}) is left alone.
 */
final class JpaFlush implements Flush {

  @Override
  public void flush(boolean messages) {
    if (!messages) {
      return; // Nothing to be in front of, and nobody listens: the commit flushes.
    }
    // A copy: what the flush calls back may bind something.
    Map.copyOf(TransactionSynchronizationManager.getResourceMap())
        .forEach(
            (factory, resource) -> {
              if (resource instanceof EntityManagerHolder holder) {
                flush(factory, holder.getEntityManager());
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
