package io.twinbox.mail;

import io.twinbox.RetryPolicy;
import io.twinbox.delivery.LaneOptions;
import io.twinbox.delivery.LanePublisher;
import io.twinbox.spi.Pace;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends entries as mails through one SMTP server. The payload is a {@link Mail} as {@link
 * Mail#CODEC} writes it; the topic is a name of the application's choice.
 *
 * <p><b>Lanes.</b> One mail at a time of a topic and key, in order; lanes go side by side, each on
 * a connection that is used again.
 *
 * <p><b>Replies.</b> 4yz: an attempt, tried again as {@link #DEFAULT_RETRY} says. 5yz: a dead
 * letter. Some recipients refused for good: all others get the mail, the listener is told, and it
 * is done. Some refused for now: nobody gets it yet. Server away, no TLS, log-in or the publisher's
 * sender refused: nobody's attempts are counted. A connection that breaks while a mail is sent
 * costs an attempt, and the mail may arrive twice: its Message-ID is made of the entry's id.
 *
 * <p>Threads as the port says.
 */
public final class MailPublisher extends LanePublisher {
  /** The channel's name. */
  public static final String CHANNEL = "mail";

  /** For a connection, and for each reply. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);

  /** Of all attachments of a mail together: 10 MiB. */
  public static final int DEFAULT_ATTACHMENT_BYTES = 10 * 1024 * 1024;

  /** 4 mails at once, a minute for each. */
  public static final LaneOptions DEFAULT_LANES =
      LaneOptions.DEFAULT
          .withConcurrency(4, 4)
          .withAttemptLimit(Duration.ofMinutes(1))
          .withReach(LaneOptions.Reach.ONE_DESTINATION);

  /**
   * 16 attempts within about eight hours, 15 s doubling to an hour: a server that greylists wants
   * minutes to hours, one that is overloaded wants rest.
   */
  public static final RetryPolicy DEFAULT_RETRY =
      RetryPolicy.DEFAULT
          .withMaxAttempts(16)
          .withBackoff(Duration.ofSeconds(15), Duration.ofHours(1));

  private MailPublisher(MailSettings settings, List<String> promises) {
    super(CHANNEL, new MailCourier(settings), settings.lanes(), promises);
  }

  /** A builder with the defaults; host and sender must be given. */
  public static Builder builder() {
    return new Builder();
  }

  /** As long as a mail may take; failing lanes as {@link #DEFAULT_RETRY} says. */
  @Override
  public Pace pace() {
    return new Pace(super.pace().longestAttempt(), DEFAULT_RETRY);
  }

  /** Settings of a {@link MailPublisher}. Not thread-safe. */
  public static final class Builder {
    private String host = "";
    private int port = 587;
    private TransportSecurity security = TransportSecurity.STARTTLS;
    private @Nullable SSLContext sslContext;
    private @Nullable String user;
    private Supplier<String> password = () -> "";
    private @Nullable String from;
    private AttachmentSource attachments = AttachmentSource.NONE;
    private int attachmentBytes = DEFAULT_ATTACHMENT_BYTES;
    private Duration timeout = DEFAULT_TIMEOUT;
    private MailListener listener = MailListener.NONE;
    private LaneOptions lanes = DEFAULT_LANES;

    private Builder() {}

    /** The server. Required. */
    public Builder host(String value) {
      this.host = Objects.requireNonNull(value, "host");
      return this;
    }

    /** Default 587. */
    public Builder port(int value) {
      this.port = value;
      return this;
    }

    /** Default {@link TransportSecurity#STARTTLS}. */
    public Builder security(TransportSecurity value) {
      this.security = Objects.requireNonNull(value, "security");
      return this;
    }

    /**
     * Whose certificates are trusted, and which one is shown; default Java's own. The server's
     * certificate must be for its name, whatever is trusted.
     */
    public Builder sslContext(SSLContext value) {
      this.sslContext = Objects.requireNonNull(value, "sslContext");
      return this;
    }

    /** Logs in; nobody does by default. The password is asked for each connection. */
    public Builder login(String name, Supplier<String> secret) {
      this.user = Objects.requireNonNull(name, "name");
      this.password = Objects.requireNonNull(secret, "secret");
      return this;
    }

    /** The sender of mails that name none; its domain is that of every Message-ID. Required. */
    public Builder from(String value) {
      this.from = Objects.requireNonNull(value, "from");
      return this;
    }

    /** Where attachments come from; none by default. */
    public Builder attachments(AttachmentSource value) {
      this.attachments = Objects.requireNonNull(value, "attachments");
      return this;
    }

    /** Of all attachments of a mail together; default {@link #DEFAULT_ATTACHMENT_BYTES}. */
    public Builder attachmentBytes(int value) {
      this.attachmentBytes = value;
      return this;
    }

    /** For a connection, and for each reply; default {@link #DEFAULT_TIMEOUT}. */
    public Builder timeout(Duration value) {
      this.timeout = Objects.requireNonNull(value, "timeout");
      return this;
    }

    /** Hears of recipients that were refused. */
    public Builder listener(MailListener value) {
      this.listener = Objects.requireNonNull(value, "listener");
      return this;
    }

    /** How many mails at once, and how long one may take; default {@link #DEFAULT_LANES}. */
    public Builder lanes(LaneOptions value) {
      this.lanes = value.withReach(LaneOptions.Reach.ONE_DESTINATION);
      return this;
    }

    /**
     * Makes the publisher. The server is not asked yet.
     *
     * @throws io.twinbox.InvalidOptionsException listing every setting that cannot be
     * @throws IllegalArgumentException if the sender is no address
     */
    public MailPublisher build() {
      MailSettings settings =
          new MailSettings(
              host,
              port,
              security,
              sslContext,
              user,
              password,
              Addresses.parse("from", Objects.requireNonNull(from, "from")),
              attachments,
              attachmentBytes,
              timeout,
              listener,
              lanes);
      List<String> promises =
          List.of(
              "mail: at least once, in order per topic and key; the Message-ID tells duplicates",
              "mail: " + host + ":" + port + " " + security);
      return new MailPublisher(settings, promises);
    }
  }
}
