package io.twinbox.spring.events;

import io.twinbox.spring.outbox.BeforeWriting;
import io.twinbox.spring.outbox.EntityManagers;
import io.twinbox.spring.outbox.EntityManagers.Place;
import io.twinbox.spring.outbox.EventSink;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.util.Collection;
import java.util.Map;
import org.hibernate.HibernateException;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SessionFactoryImplementor;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 *
 * <p>Only sessions on the outbox's database are heard: what happens on another one may be rolled
 * back there while our transaction commits.
 */
final class EntityEvents implements FlushEventListener, AutoFlushEventListener, BeforeWriting {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(EntityEvents.class);

  private final transient EventSink sink;
  private final transient EntityManagers managers;
  private final transient EventHolder held = new EventHolder();
  private final BehindFlush behind = new BehindFlush();

  EntityEvents(EventSink sink, EntityManagers managers) {
    this.sink = sink;
    this.managers = managers;
  }

  /** Hears of the flushes of a factory's sessions, if it is Hibernate's and on our database. */
  void listenTo(EntityManagerFactory factory) {
    SessionFactoryImplementor sessions = hibernate(factory);
    if (sessions == null) {
      return; // Another provider's, whose entities are not asked.
    }
    switch (managers.of(factory)) {
      case OURS -> listenTo(sessions);
      case ANOTHERS ->
          LOG.debug("Entities of another database are not asked factory:{}", sessions.getName());
      case UNKNOWN ->
          LOG.warn(
              "Entities are not asked for events: their factory does not tell its DataSource"
                  + " factory:{}",
              sessions.getName());
    }
  }

  private static @Nullable SessionFactoryImplementor hibernate(EntityManagerFactory factory) {
    try {
      return factory.unwrap(SessionFactoryImplementor.class);
    } catch (PersistenceException e) {
      return null;
    }
  }

  /** Of each flush twice, and of each removed entity, which is gone behind it. */
  private void listenTo(SessionFactoryImplementor sessions) {
    EventListenerRegistry registry = sessions.getEventListenerRegistry();
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
    managers.eachBound(
        (factory, entities) -> {
          if (entities instanceof SessionImplementor session
              && managers.of(factory) == Place.OURS) {
            drain(session);
          }
        });
  }

  private void drain(SessionImplementor session) {
    for (Map.Entry<Object, EntityEntry> managed :
        session.getPersistenceContextInternal().reentrantSafeEntityEntries()) {
      tell(managed.getKey());
    }
  }

  private void tell(Object entity) {
    Collection<?> events = held.events(entity);
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
      sink.afterCommit(entity, () -> held.forget(entity));
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
