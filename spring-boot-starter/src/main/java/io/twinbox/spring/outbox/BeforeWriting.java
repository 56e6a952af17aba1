package io.twinbox.spring.outbox;

/**
 * Has its turn when a transaction on the outbox's database is about to commit, in front of the
 * writing of its messages: may append. Asked again for as long as somebody does.
 */
@FunctionalInterface
public interface BeforeWriting {
  void beforeWriting();
}
