package io.twinbox.mail;

import io.twinbox.delivery.Answer;
import jakarta.mail.MessagingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/**
 * What the server's replies mean. 4yz: not now; 5yz: never (RFC 5321, 4.2.1). But never what? What
 * is said to {@code MAIL}, before anything of the mail is known but its sender, is about the
 * account: every other mail would hear the same.
 */
final class SmtpReplies {
  /** Whose address stands in {@code MAIL FROM}. */
  enum Sender {
    /** The publisher's, as in every mail that names none. */
    PUBLISHERS,
    /** The mail's own. */
    MAILS
  }

  /** "Service not available, closing transmission channel". */
  private static final int CLOSING = 421;

  /** RFC 5321, 4.5.3: said to {@code MAIL} it is about the mail's size. */
  private static final int TOO_LARGE = 552;

  /** RFC 4954, 6, and RFC 3207, 4: log in first, or better. */
  private static final Set<Integer> NOT_LOGGED_IN = Set.of(530, 534, 535, 538);

  private SmtpReplies() {}

  /** The recipients that were refused, with their replies. */
  static List<SMTPAddressFailedException> refused(MessagingException failure) {
    List<SMTPAddressFailedException> refused = new ArrayList<>();
    for (Exception e = failure; e instanceof MessagingException chained; e = next(chained)) {
      if (e instanceof SMTPAddressFailedException address) {
        refused.add(address);
      }
    }
    return refused;
  }

  private static Exception next(MessagingException e) {
    return e.getNextException();
  }

  static boolean isLasting(SMTPAddressFailedException refused) {
    return refused.getReturnCode() >= 500;
  }

  /** What a failure while sending means: nobody got the mail, or nobody knows. */
  static Answer of(MessagingException failure, Sender sender) {
    for (Exception e = failure; e instanceof MessagingException chained; e = next(chained)) {
      int code = code(e);
      if (code >= 400) {
        return of(e, code, sender);
      }
    }
    return Answer.retry(
        "the mail server gave no answer: " + failure.getClass().getSimpleName(), "NoAnswer");
  }

  private static Answer of(Exception e, int code, Sender sender) {
    String errorClass = "Smtp" + code;
    if (NOT_LOGGED_IN.contains(code)) {
      return new Answer.Outage("the mail server wants another log-in: " + reply(e), errorClass);
    }
    if (isSaidToMail(e) && isAboutTheAccount(code)) {
      String reason = "the mail server refuses the sender: " + reply(e);
      // A mail that chose its own does not keep all others waiting.
      return sender == Sender.PUBLISHERS
          ? new Answer.Outage(reason, errorClass)
          : Answer.retry(reason, errorClass);
    }
    return code >= 500
        ? Answer.reject("the mail server refused: " + reply(e), errorClass)
        : Answer.retry("the mail server answered: " + reply(e), errorClass);
  }

  /** Whether a reply to {@code MAIL} says that nothing of this sender is wanted. */
  static boolean isAboutTheAccount(int code) {
    return code == CLOSING || (code >= 500 && code != TOO_LARGE);
  }

  /** Whether the server ended the line before it heard of the mail. */
  static boolean isEndOfLine(MessagingException failure) {
    return code(failure) == CLOSING && isSaidToMail(failure);
  }

  private static boolean isSaidToMail(Exception e) {
    return e instanceof SMTPSenderFailedException
        || (e instanceof SMTPSendFailedException send
            && String.valueOf(send.getCommand()).toUpperCase(Locale.ROOT).startsWith("MAIL"));
  }

  private static int code(Exception e) {
    if (e instanceof SMTPAddressFailedException address) {
      return address.getReturnCode();
    }
    if (e instanceof SMTPSenderFailedException sender) {
      return sender.getReturnCode();
    }
    return e instanceof SMTPSendFailedException send ? send.getReturnCode() : -1;
  }

  /** One line, and not too much of it; servers repeat addresses there, which operators need. */
  static String reply(Exception e) {
    String text = String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}+", " ").trim();
    return text.length() <= 200 ? text : text.substring(0, 200);
  }
}
