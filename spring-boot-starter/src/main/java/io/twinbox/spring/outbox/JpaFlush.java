package io.twinbox.spring.outbox;

import jakarta.persistence.EntityManager;
import org.springframework.orm.jpa.EntityManagerHolder;
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
      return; // Nothing to be in front of: the commit flushes.
    }
    for (Object resource : TransactionSynchronizationManager.getResourceMap().values()) {
      if (resource instanceof EntityManagerHolder holder) {
        flush(holder.getEntityManager());
      }
    }
  }

  private static void flush(EntityManager entities) {
    if (entities.isOpen() && entities.isJoinedToTransaction() && !HibernateMode.manual(entities)) {
      entities.flush();
    }
  }
}
