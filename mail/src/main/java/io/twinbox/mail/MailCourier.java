package io.twinbox.mail;

import io.twinbox.delivery.Answer;
import io.twinbox.delivery.Attempt;
import io.twinbox.delivery.Courier;
import io.twinbox.spi.DestinationDownException;
import io.twinbox.spi.Entry;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one mail. Thread-safe.
 *
 * <p>A mail goes to all its recipients at once or to none: only then can it be tried again without
 * anybody getting it twice. If the server refuses some for now, nobody gets it yet; if it refuses
 * some for good, it goes to all others and is done.
 *
 * <p>A probe asks what every mail asks: for a connection, TLS, log-in, and whether the publisher's
 * sender is taken.
 */
final class MailCourier implements Courier {
  private static final Logger LOG = LoggerFactory.getLogger(MailCourier.class);

  private final MailSettings settings;
  private final Mails mails;
  private final Lines lines = new Lines();

  MailCourier(MailSettings settings) {
    this.settings = settings;
    this.mails = new Mails(settings);
  }

  @Override
  public Answer deliver(Attempt attempt) throws MessagingException {
    MimeMessage message;
    try {
      message = message(attempt.entry());
    } catch (Mails.TooLargeException e) {
      return Answer.reject(String.valueOf(e.getMessage()), "TooLarge");
    } catch (IOException e) {
      return Answer.retry("an attachment cannot be fetched: " + e.getClass(), "Attachment");
    }
    if (message == null) {
      return Answer.reject("the payload is no mail, see Mail.CODEC", "NoMail");
    }
    Line line = lines.take();
    try {
      line = line == null ? connect(attempt) : line;
    } catch (MessagingException e) {
      return unusable(e);
    }
    attempt.onAbort(line::cut);
    return send(attempt, line, message);
  }

  private static Answer unusable(MessagingException e) {
    return new Answer.Outage(
        "the mail server cannot be used: " + SmtpReplies.reply(e), e.getClass().getSimpleName());
  }

  private @Nullable MimeMessage message(Entry entry)
      throws MessagingException, IOException, Mails.TooLargeException {
    byte[] payload = entry.payload();
    Mail mail;
    try {
      mail = payload == null ? null : Mail.CODEC.decode(payload);
    } catch (RuntimeException e) {
      // Not with its message, which shows the payload.
      LOG.debug("Payload is no mail {} cause:{}", entry, e.getClass());
      return null;
    }
    return mail == null ? null : mails.message(entry, mail);
  }

  private Line connect(Attempt attempt) throws MessagingException {
    Line line = new Line(settings);
    attempt.onAbort(line::cut);
    try {
      line.open();
      return line;
    } catch (MessagingException | RuntimeException e) {
      line.cut();
      throw e;
    }
  }

  private Answer send(Attempt attempt, Line first, MimeMessage message) throws MessagingException {
    SmtpReplies.Sender sender = sender(message);
    try {
      return send(attempt, first, message, sender);
    } catch (EndOfLineException e) {
      return onAnotherLine(attempt, message, sender);
    }
  }

  /** The one that was there had been used enough, as the server says. */
  private Answer onAnotherLine(Attempt attempt, MimeMessage message, SmtpReplies.Sender sender)
      throws MessagingException {
    Line line;
    try {
      line = connect(attempt);
    } catch (MessagingException e) {
      return unusable(e);
    }
    attempt.onAbort(line::cut);
    try {
      return send(attempt, line, message, sender);
    } catch (EndOfLineException e) {
      throw new IllegalStateException("a new line is not used", e);
    }
  }

  private Answer send(Attempt attempt, Line line, MimeMessage message, SmtpReplies.Sender sender)
      throws MessagingException, EndOfLineException {
    List<SMTPAddressFailedException> leftOut = new ArrayList<>();
    Answer answer;
    boolean usable = false;
    try {
      answer = sendToAll(line, message, sender, leftOut);
      usable = !(answer instanceof Answer.Outage);
    } catch (MessagingException e) {
      if (attempt.aborted()) {
        throw e;
      }
      if (line.isUsed() && SmtpReplies.isEndOfLine(e)) {
        throw new EndOfLineException();
      }
      answer = SmtpReplies.of(e, sender);
    } finally {
      // From here on the attempt is over, whoever aborts it: the line may be another's.
      attempt.onAbort(() -> {});
      if (!usable || attempt.aborted()) {
        line.cut();
      }
    }
    if (usable && !attempt.aborted()) {
      lines.giveBack(line);
    }
    if (!leftOut.isEmpty()) {
      tell(attempt.entry(), leftOut);
    }
    return answer;
  }

  private SmtpReplies.Sender sender(MimeMessage message) throws MessagingException {
    return settings.from().equals(message.getFrom()[0])
        ? SmtpReplies.Sender.PUBLISHERS
        : SmtpReplies.Sender.MAILS;
  }

  /** Whatever a listener throws: the mail has been sent, and must not be sent again. */
  private void tell(Entry entry, List<SMTPAddressFailedException> leftOut) {
    try {
      settings
          .listener()
          .recipientsRefused(entry, leftOut.size(), SmtpReplies.reply(leftOut.get(0)));
    } catch (RuntimeException | Error e) {
      LOG.warn("A listener failed listener:{}", settings.listener().getClass().getName(), e);
    }
  }

  /**
   * @param leftOut gets those that were refused while the mail went to all others
   */
  private static Answer sendToAll(
      Line line,
      MimeMessage message,
      SmtpReplies.Sender sender,
      List<SMTPAddressFailedException> leftOut)
      throws MessagingException {
    Address[] recipients = message.getAllRecipients();
    // Nobody sees those, and so they are in no header.
    message.removeHeader("Bcc");
    try {
      line.send(message, recipients);
      return Answer.PUBLISHED;
    } catch (MessagingException e) {
      List<SMTPAddressFailedException> refused = SmtpReplies.refused(e);
      Address[] others = without(recipients, refused);
      if (refused.isEmpty()
          || others.length == 0
          || !refused.stream().allMatch(SmtpReplies::isLasting)) {
        return answer(e, refused, sender);
      }
      line.send(message, others);
      leftOut.addAll(refused);
      return Answer.PUBLISHED;
    }
  }

  private static Answer answer(
      MessagingException e, List<SMTPAddressFailedException> refused, SmtpReplies.Sender sender)
      throws MessagingException {
    for (SMTPAddressFailedException one : refused) {
      if (!SmtpReplies.isLasting(one)) {
        return SmtpReplies.of(one, sender);
      }
    }
    if (refused.isEmpty()) {
      throw e;
    }
    return SmtpReplies.of(refused.get(0), sender);
  }

  private static Address[] without(Address[] all, List<SMTPAddressFailedException> refused) {
    Set<Address> gone = new HashSet<>();
    refused.forEach(one -> gone.add(one.getAddress()));
    return Arrays.stream(all).filter(address -> !gone.contains(address)).toArray(Address[]::new);
  }

  @Override
  public void probe() {
    Line line = new Line(settings);
    try {
      line.open();
      line.requireSender();
      line.close();
    } catch (MessagingException e) {
      line.cut();
      throw new DestinationDownException(
          "the mail server at "
              + settings.host()
              + ":"
              + settings.port()
              + " cannot be used: "
              + SmtpReplies.reply(e),
          e);
    }
  }

  @Override
  public void close() {
    lines.close();
  }

  /** The server closes a line that had been used before, and knows nothing of the mail. */
  private static final class EndOfLineException extends Exception {
    private static final long serialVersionUID = 1;
  }
}
