package io.twinbox.spring.outbox;

/**
 * Has its turn when a transaction on the outbox's database is about to commit, in front of the
 * writing of its messages: may append. JPA is flushed after each turn. Asked again for as long as
 * somebody appends.
 */
@FunctionalInterface
public interface BeforeWriting {
  void beforeWriting();
}
