package io.twinbox.mail;

import io.twinbox.Codec;
import io.twinbox.json.JsonCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A mail to be sent. Immutable; checked when it is made, so that what cannot be sent is never
 * appended.
 *
 * <p>Addresses are single ones, as {@code ada@example.com} or {@code Ada Lovelace
 * <ada@example.com>}. The part before the {@code @} is ASCII without quotes, a domain may be an
 * internationalised one (not with the letters on which its two standards disagree, as the German
 * sharp s: write those as {@code xn--}), a name anything. No line breaks in addresses, subject and
 * names of attachments: they would begin headers of somebody's choice.
 *
 * @param from the sender; null = the publisher's
 * @param replyTo where answers go; null = to the sender
 * @param to recipients
 * @param cc recipients that all see
 * @param bcc recipients that nobody sees; with the others 1 to {@value #MAX_RECIPIENTS}
 * @param subject at most {@value #MAX_SUBJECT} characters
 * @param text the body as plain text; null = none
 * @param html the body as HTML; null = none. One of both at least
 * @param attachments by reference
 */
public record Mail(
    @Nullable String from,
    @Nullable String replyTo,
    List<String> to,
    List<String> cc,
    List<String> bcc,
    String subject,
    @Nullable String text,
    @Nullable String html,
    List<Attachment> attachments) {

  /** Of to, cc and bcc together. */
  public static final int MAX_RECIPIENTS = 100;

  /** In characters. */
  public static final int MAX_SUBJECT = 900;

  /** Mails as JSON: how the publisher expects them. */
  public static final Codec<Mail> CODEC = JsonCodec.of(Mail.class);

  /**
   * A file that goes with a mail; its content is fetched when the mail is sent.
   *
   * @param name as the recipient sees it
   * @param contentType media type
   * @param reference for the publisher's {@link AttachmentSource}
   */
  public record Attachment(String name, String contentType, String reference) {
    public Attachment {
      singleLine("attachment name", name);
      singleLine("attachment contentType", contentType);
      Objects.requireNonNull(reference, "reference");
      require(!name.isBlank(), "an attachment needs a name");
    }
  }

  public Mail {
    to = orEmpty(to);
    cc = orEmpty(cc);
    bcc = orEmpty(bcc);
    attachments = orEmpty(attachments);
    Objects.requireNonNull(subject, "subject");
    singleLine("subject", subject);
    require(
        subject.length() <= MAX_SUBJECT,
        "subject has " + subject.length() + " characters, at most " + MAX_SUBJECT);
    require(text != null || html != null, "a mail needs a text or HTML");
    int recipients = to.size() + cc.size() + bcc.size();
    require(
        recipients >= 1 && recipients <= MAX_RECIPIENTS,
        "a mail has 1 to " + MAX_RECIPIENTS + " recipients, has " + recipients);
    Addresses.require("to", to);
    Addresses.require("cc", cc);
    Addresses.require("bcc", bcc);
    Addresses.require("from", from == null ? List.of() : List.of(from));
    Addresses.require("replyTo", replyTo == null ? List.of() : List.of(replyTo));
  }

  /** A mail to one recipient. */
  public static Builder to(String recipient) {
    return new Builder().andTo(recipient);
  }

  /** Neither addresses nor content: nothing personal reaches a log by accident. */
  @Override
  public String toString() {
    return "Mail[recipients:" + (to.size() + cc.size() + bcc.size()) + "]";
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  private static void singleLine(String field, String value) {
    Objects.requireNonNull(value, field);
    require(
        value.chars().noneMatch(Character::isISOControl), field + " contains a control character");
  }

  private static void require(boolean holds, String fault) {
    if (!holds) {
      throw new IllegalArgumentException(fault);
    }
  }

  /** Puts a mail together. Not thread-safe. */
  public static final class Builder {
    private final List<String> to = new ArrayList<>();
    private final List<String> cc = new ArrayList<>();
    private final List<String> bcc = new ArrayList<>();
    private final List<Attachment> attachments = new ArrayList<>();
    private @Nullable String from;
    private @Nullable String replyTo;
    private String subject = "";
    private @Nullable String text;
    private @Nullable String html;

    private Builder() {}

    /** Another recipient. */
    public Builder andTo(String recipient) {
      to.add(recipient);
      return this;
    }

    /** A recipient that all see. */
    public Builder cc(String recipient) {
      cc.add(recipient);
      return this;
    }

    /** A recipient that nobody sees. */
    public Builder bcc(String recipient) {
      bcc.add(recipient);
      return this;
    }

    /** The sender; the publisher's if not given. */
    public Builder from(String sender) {
      this.from = sender;
      return this;
    }

    /** Where answers go. */
    public Builder replyTo(String address) {
      this.replyTo = address;
      return this;
    }

    /** What it is about. */
    public Builder subject(String line) {
      this.subject = line;
      return this;
    }

    /** The body as plain text. */
    public Builder text(String body) {
      this.text = body;
      return this;
    }

    /** The body as HTML. */
    public Builder html(String body) {
      this.html = body;
      return this;
    }

    /** A file that goes with it. */
    public Builder attach(String name, String contentType, String reference) {
      attachments.add(new Attachment(name, contentType, reference));
      return this;
    }

    /**
     * Makes the mail.
     *
     * @throws IllegalArgumentException naming what cannot be sent
     */
    public Mail build() {
      return new Mail(from, replyTo, to, cc, bcc, subject, text, html, attachments);
    }
  }
}
