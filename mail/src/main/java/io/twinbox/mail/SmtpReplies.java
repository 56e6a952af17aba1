package io.twinbox.mail;

import io.twinbox.delivery.Answer;
import jakarta.mail.MessagingException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/** What the server's replies mean. 4yz: not now; 5yz: never (RFC 5321, 4.2.1). */
final class SmtpReplies {
  /** "Service not available, closing transmission channel". */
  private static final int CLOSING = 421;

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
  static Answer of(MessagingException failure) {
    for (Exception e = failure; e instanceof MessagingException chained; e = next(chained)) {
      int code = code(e);
      if (code == CLOSING) {
        return new Answer.Outage("the mail server closes: " + reply(e), "Smtp421");
      }
      if (code >= 500) {
        return Answer.reject("the mail server refused: " + reply(e), "Smtp" + code);
      }
      if (code >= 400) {
        return Answer.retry("the mail server answered: " + reply(e), "Smtp" + code);
      }
    }
    return Answer.retry(
        "the mail server gave no answer: " + failure.getClass().getSimpleName(), "NoAnswer");
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
