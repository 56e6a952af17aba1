package io.twinbox.spring.events;

import io.twinbox.spring.outbox.BeforeWriting;
import io.twinbox.spring.outbox.EventSink;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.hibernate.HibernateException;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.AutoFlushEvent;
import org.hibernate.event.spi.AutoFlushEventListener;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.FlushEvent;
import org.hibernate.event.spi.FlushEventListener;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Appends what the entities of a Hibernate session hold: in front of every flush, because a removed
 * entity leaves the session with it; behind it, because its callbacks ({@code @PostPersist},
 * {@code @PreUpdate}) may tell something; and before the commit, because a session that flushes by
 * hand only, or has nothing to flush, may hold events all the same. What only comes when the
 * messages are written fails the commit: it would be lost.
 *
 * <p>Listeners of Hibernate's own kind and no {@code Interceptor}: there is one of those, and it
 * may be the application's. An entity forgets its events when the transaction has committed; after
 * a rollback it still has them.
 */
final class EntityEvents implements FlushEventListener, AutoFlushEventListener, BeforeWriting {
  private static final long serialVersionUID = 1L;

  private final transient EventSink sink;
  private final BehindFlush behind = new BehindFlush();

  EntityEvents(EventSink sink) {
    this.sink = sink;
  }

  /** Hears of each flush twice, and of each removed entity, which is gone behind it. */
  void listenTo(EventListenerRegistry registry) {
    registry.prependListeners(EventType.FLUSH, this);
    registry.prependListeners(EventType.AUTO_FLUSH, this);
    registry.appendListeners(EventType.POST_DELETE, behind);
    registry.appendListeners(EventType.FLUSH, behind);
    registry.appendListeners(EventType.AUTO_FLUSH, behind);
  }

  @Override
  public void onFlush(FlushEvent event) throws HibernateException {
    drain((SessionImplementor) event.getSession());
  }

  @Override
  public void onAutoFlush(AutoFlushEvent event) throws HibernateException {
    drain((SessionImplementor) event.getSession());
  }

  @Override
  public void beforeWriting() {
    // A copy: an entity that is asked may bind something.
    for (Object resource :
        List.copyOf(TransactionSynchronizationManager.getResourceMap().values())) {
      if (resource instanceof EntityManagerHolder holder) {
        EntityManager entities = holder.getEntityManager();
        if (entities.isOpen() && entities instanceof SessionImplementor session) {
          drain(session);
        }
      }
    }
  }

  private void drain(SessionImplementor session) {
    for (Map.Entry<Object, EntityEntry> managed :
        session.getPersistenceContextInternal().reentrantSafeEntityEntries()) {
      tell(managed.getKey());
    }
  }

  private void tell(Object entity) {
    Collection<?> events = EventHolder.events(entity);
    if (events.isEmpty()) {
      return;
    }
    if (!sink.open()) {
      refuseMissed(entity, events);
      return;
    }
    boolean declared = false;
    for (Object event : events) {
      declared |= sink.take(event);
    }
    if (declared) {
      sink.afterCommit(entity, () -> EventHolder.forget(entity));
    }
  }

  private void refuseMissed(Object entity, Collection<?> events) {
    for (Object event : events) {
      if (sink.missed(event)) {
        throw new IllegalStateException(
            "The messages of this transaction are written, and "
                + entity.getClass().getName()
                + " still tells an event of "
                + event.getClass().getName()
                + ": it would be lost. Change entities before the commit, not in a listener of the"
                + " transaction manager or behind the commit");
      }
    }
  }

  /** The same, last of all: Hibernate takes one listener of a class. */
  private final class BehindFlush
      implements FlushEventListener, AutoFlushEventListener, PostDeleteEventListener {
    private static final long serialVersionUID = 1L;

    @Override
    public void onFlush(FlushEvent event) throws HibernateException {
      drain((SessionImplementor) event.getSession());
    }

    @Override
    public void onAutoFlush(AutoFlushEvent event) throws HibernateException {
      drain((SessionImplementor) event.getSession());
    }

    @Override
    public void onPostDelete(PostDeleteEvent event) {
      tell(event.getEntity());
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
      return false;
    }
  }
}
