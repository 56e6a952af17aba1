package io.twinbox.mail;

import io.twinbox.spi.Entry;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;

/**
 * The message of an entry. Its Message-ID is the entry's id, so that a mail that was sent twice is
 * recognisable; its date is when it was appended.
 */
final class EntryMail extends MimeMessage {
  private final String id;

  EntryMail(Session session, Entry entry, String domain) {
    super(session);
    this.id = "<" + entry.id() + "@" + domain + ">";
  }

  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader("Message-ID", id);
  }
}
