package io.twinbox.spring.events;

import io.twinbox.spring.outbox.BeforeWriting;
import io.twinbox.spring.outbox.EventSink;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.Map;
import org.hibernate.HibernateException;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.event.spi.AutoFlushEvent;
import org.hibernate.event.spi.AutoFlushEventListener;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.FlushEvent;
import org.hibernate.event.spi.FlushEventListener;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Appends what the entities of a Hibernate session hold: in front of every flush, because a removed
 * entity leaves the session with it, and before the commit, because a session that flushes by hand
 * only, or has nothing to flush, may hold events all the same.
 *
 * <p>Listeners of Hibernate's own kind and no {@code Interceptor}: there is one of those, and it
 * may be the application's. An entity forgets its events when the transaction has committed; after
 * a rollback it still has them.
 */
final class EntityEvents implements FlushEventListener, AutoFlushEventListener, BeforeWriting {
  private static final long serialVersionUID = 1L;

  private final transient EventSink sink;

  EntityEvents(EventSink sink) {
    this.sink = sink;
  }

  @Override
  public void onFlush(FlushEvent event) throws HibernateException {
    drain(event.getSession());
  }

  @Override
  public void onAutoFlush(AutoFlushEvent event) throws HibernateException {
    drain(event.getSession());
  }

  @Override
  public void beforeWriting() {
    for (Object resource : TransactionSynchronizationManager.getResourceMap().values()) {
      if (resource instanceof EntityManagerHolder holder) {
        EntityManager entities = holder.getEntityManager();
        if (entities.isOpen() && entities instanceof SessionImplementor session) {
          drain(session);
        }
      }
    }
  }

  private void drain(EventSource session) {
    drain((SessionImplementor) session);
  }

  private void drain(SessionImplementor session) {
    if (!sink.open()) {
      return;
    }
    for (Map.Entry<Object, EntityEntry> managed :
        session.getPersistenceContextInternal().reentrantSafeEntityEntries()) {
      Object entity = managed.getKey();
      Collection<?> events = EventHolder.events(entity);
      if (!events.isEmpty()) {
        events.forEach(sink::take);
        sink.afterCommit(() -> EventHolder.forget(entity));
      }
    }
  }
}
