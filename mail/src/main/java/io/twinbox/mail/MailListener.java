package io.twinbox.mail;

import io.twinbox.spi.Entry;

/**
 * Observes a {@link MailPublisher}; called by its threads, so be quick. What it throws is logged.
 */
public interface MailListener {

  /** Tells nobody. */
  MailListener NONE = (entry, refused, reason) -> {};

  /**
   * The server refused some of the recipients for good; all others have got the mail.
   *
   * @param refused how many
   * @param reason the server's first reply to one of them
   */
  void recipientsRefused(Entry entry, int refused, String reason);
}
