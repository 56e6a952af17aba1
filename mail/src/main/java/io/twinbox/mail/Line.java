package io.twinbox.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the server. Used by one thread at a time; {@link #cut} may be called by any.
 */
final class Line {
  private static final Logger LOG = LoggerFactory.getLogger(Line.class);

  private final MailSettings settings;
  private final Sockets sockets;
  private final SMTPTransport transport;
  private long usedAt;
  private int mails;

  Line(MailSettings settings) {
    this.settings = settings;
    SSLSocketFactory tls = settings.tls();
    this.sockets = new Sockets(settings.security() == TransportSecurity.TLS ? tls : null);
    Properties properties = settings.properties();
    properties.put("mail.smtp.socketFactory", sockets);
    properties.put("mail.smtp.ssl.socketFactory", tls); // for STARTTLS
    this.transport = new SMTPTransport(Session.getInstance(properties), null);
  }

  /**
   * Connects, changes to TLS and logs in, as the settings say.
   *
   * @throws MessagingException if one of these fails, also if the password cannot be had
   */
  void open() throws MessagingException {
    if (settings.user() == null) {
      transport.connect(settings.host(), settings.port(), null, null);
    } else {
      transport.connect(settings.host(), settings.port(), settings.user(), password());
    }
    usedAt = System.nanoTime();
  }

  private String password() throws MessagingException {
    try {
      return settings.password().get();
    } catch (RuntimeException e) {
      // Without its message, which may show too much.
      throw new MessagingException("the password cannot be had: " + e.getClass().getName());
    }
  }

  void send(MimeMessage message, Address[] recipients) throws MessagingException {
    mails++;
    transport.sendMessage(message, recipients);
    usedAt = System.nanoTime();
  }

  /**
   * Asks whether the account may send at all.
   *
   * @throws MessagingException if the server wants no mail of the publisher's sender
   */
  void requireSender() throws MessagingException {
    int code = transport.simpleCommand("MAIL FROM:<" + settings.from().getAddress() + ">");
    if (SmtpReplies.isAboutTheAccount(code)) {
      throw new MessagingException("refuses the sender: " + transport.getLastServerResponse());
    }
    transport.simpleCommand("RSET");
  }

  /** Whether a mail was sent on it before: servers end a line that has been used enough. */
  boolean isUsed() {
    return mails > 1;
  }

  /** Whether the server still listens; asks it, if it was not used lately. */
  boolean isUsable(long nanosUnasked) {
    return System.nanoTime() - usedAt < nanosUnasked || transport.isConnected();
  }

  /** Says good-bye. */
  void close() {
    try {
      transport.close();
    } catch (MessagingException e) {
      LOG.debug("Connection to the mail server not closed properly", e);
    }
  }

  /** Ends it at once, whatever it is doing. */
  void cut() {
    sockets.cut();
  }
}
