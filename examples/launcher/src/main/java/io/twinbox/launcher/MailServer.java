package io.twinbox.launcher;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.twinbox.devservices.FreePort;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An SMTP server in this JVM that keeps what it gets. It can be stopped and started on the same
 * port; what it has got stays. Thread-safe.
 */
public final class MailServer implements AutoCloseable {
  private final ServerSetup setup;
  private final List<Mail> before = new ArrayList<>();
  private GreenMail server;
  private boolean running;

  private MailServer(ServerSetup setup) {
    this.setup = setup;
    this.server = new GreenMail(setup);
  }

  /**
   * A mail that has arrived.
   *
   * @param messageId made of the message's id; the same if it was sent again
   * @param to all recipients
   * @param text its content
   */
  public record Mail(String messageId, List<String> to, String subject, String text) {}

  /** Starts one on a free port. */
  static MailServer begin() {
    MailServer server =
        new MailServer(new ServerSetup(FreePort.pick(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
    return server;
  }

  /** Its port on 127.0.0.1; the same as long as this object lives. */
  public int port() {
    return setup.getPort();
  }

  /** Starts it again; does nothing if it runs. */
  public synchronized void start() {
    if (!running) {
      server = new GreenMail(setup);
      server.start();
      running = true;
    }
  }

  /** Nobody can connect any more; does nothing if it does not run. */
  public synchronized void stop() {
    if (running) {
      before.addAll(mailsOfThisRun());
      server.stop();
      running = false;
    }
  }

  /** Whether somebody can connect. */
  public synchronized boolean isRunning() {
    return running;
  }

  /** All it has got so far, one for each recipient. */
  public synchronized List<Mail> mails() {
    List<Mail> all = new ArrayList<>(before);
    if (running) {
      all.addAll(mailsOfThisRun());
    }
    return all;
  }

  @Override
  public void close() {
    stop();
  }

  private List<Mail> mailsOfThisRun() {
    List<Mail> mails = new ArrayList<>();
    for (MimeMessage message : server.getReceivedMessages()) {
      mails.add(mail(message));
    }
    return mails;
  }

  private static Mail mail(MimeMessage message) {
    try {
      List<String> to = new ArrayList<>();
      for (var address : message.getRecipients(Message.RecipientType.TO)) {
        to.add(address.toString());
      }
      return new Mail(
          message.getMessageID(),
          to,
          message.getSubject(),
          String.valueOf(message.getContent()).strip());
    } catch (MessagingException | IOException e) {
      throw new IllegalStateException("a mail arrived that cannot be read", e);
    }
  }
}
