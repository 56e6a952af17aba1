package io.twinbox.spring;

import java.util.Collection;

/**
 * An entity that tells what has happened to it. When its transaction is about to commit, the events
 * that are declared for a topic are appended; nobody has to call an outbox.
 *
 * <p>Spring Data's {@code AbstractAggregateRoot}, and any entity with a {@code @DomainEvents}
 * method, does as well: this interface is for those who do not want it in their model. For the
 * transaction's thread only.
 */
public interface HoldsEvents {

  /**
   * What has happened since the last {@link #eventsAppended}, in its order: the same objects at
   * every call, by which an event that is appended already is known.
   */
  Collection<?> events();

  /**
   * The transaction that appended the events has committed: they can be forgotten. Called once by a
   * transaction, and not at all where no event that the entity holds is declared for a topic.
   */
  void eventsAppended();
}
