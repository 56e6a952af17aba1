package io.twinbox.mail;

import io.twinbox.spi.Entry;
import jakarta.activation.DataHandler;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Makes the MIME message of a mail. */
final class Mails {
  private static final String UTF_8 = "UTF-8";

  private final MailSettings settings;
  private final Session session;

  Mails(MailSettings settings) {
    this.settings = settings;
    this.session = Session.getInstance(settings.properties());
  }

  /**
   * @throws TooLargeException if the attachments are
   * @throws IOException if an attachment cannot be fetched
   */
  MimeMessage message(Entry entry, Mail mail)
      throws MessagingException, IOException, TooLargeException {
    InternetAddress from =
        mail.from() == null ? settings.from() : Addresses.parse("from", mail.from());
    EntryMail message = new EntryMail(session, entry, domain(settings.from()));
    message.setFrom(from);
    if (mail.replyTo() != null) {
      message.setReplyTo(new InternetAddress[] {Addresses.parse("replyTo", mail.replyTo())});
    }
    message.setRecipients(Message.RecipientType.TO, Addresses.parse("to", mail.to()));
    message.setRecipients(Message.RecipientType.CC, Addresses.parse("cc", mail.cc()));
    message.setRecipients(Message.RecipientType.BCC, Addresses.parse("bcc", mail.bcc()));
    message.setSubject(mail.subject(), UTF_8);
    message.setSentDate(Date.from(entry.occurredAt()));
    // RFC 3834: so that no absence notice answers.
    message.setHeader("Auto-Submitted", "auto-generated");
    if (mail.attachments().isEmpty()) {
      body(message, mail.text(), mail.html());
    } else {
      message.setContent(withAttachments(mail));
    }
    message.saveChanges();
    return message;
  }

  private static String domain(InternetAddress address) {
    String text = address.getAddress();
    return text.substring(text.lastIndexOf('@') + 1);
  }

  private static void body(MimePart part, @Nullable String text, @Nullable String html)
      throws MessagingException {
    if (html == null) {
      part.setText(text, UTF_8, "plain");
    } else if (text == null) {
      part.setText(html, UTF_8, "html");
    } else {
      MimeBodyPart plain = new MimeBodyPart();
      plain.setText(text, UTF_8, "plain");
      MimeBodyPart rich = new MimeBodyPart();
      rich.setText(html, UTF_8, "html");
      // The last one is what readers prefer.
      part.setContent(new MimeMultipart("alternative", plain, rich));
    }
  }

  private MimeMultipart withAttachments(Mail mail)
      throws MessagingException, IOException, TooLargeException {
    MimeMultipart parts = new MimeMultipart("mixed");
    MimeBodyPart body = new MimeBodyPart();
    body(body, mail.text(), mail.html());
    parts.addBodyPart(body);
    int left = settings.attachmentBytes();
    for (Mail.Attachment attachment : mail.attachments()) {
      byte[] content = content(attachment, left);
      left -= content.length;
      MimeBodyPart part = new MimeBodyPart();
      part.setDataHandler(
          new DataHandler(new ByteArrayDataSource(content, attachment.contentType())));
      part.setFileName(attachment.name());
      part.setDisposition(Part.ATTACHMENT);
      parts.addBodyPart(part);
    }
    return parts;
  }

  private byte[] content(Mail.Attachment attachment, int left)
      throws IOException, TooLargeException {
    try (InputStream content = settings.attachments().open(attachment.reference())) {
      byte[] bytes = content.readNBytes(left);
      if (content.read() >= 0) {
        throw new TooLargeException(settings.attachmentBytes());
      }
      return bytes;
    }
  }

  /** The attachments of a mail are larger than allowed. */
  static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1;

    TooLargeException(int limit) {
      super("the attachments are larger than " + limit + " bytes");
    }
  }
}
