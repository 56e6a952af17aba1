package io.twinbox.spring.channels;

import io.twinbox.AfterDeath;
import io.twinbox.RetryPolicy;
import io.twinbox.delivery.LaneOptions;
import io.twinbox.mail.TransportSecurity;
import io.twinbox.relay.RelayOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** What can be said of the channels beside Kafka. */
final class ChannelProperties {
  private ChannelProperties() {}

  /**
   * Webhooks.
   *
   * @param enabled Whether this application sends webhooks; off where it only appends.
   * @param endpoints Where webhooks go, by the name that messages have as their topic.
   * @param allowPlainHttp Whether endpoints may have http URLs, which everybody on the way can
   *     read.
   * @param allowedNetworks Networks that requests may go to although they are not public, as
   *     10.1.0.0/16.
   * @param connectTimeout For a connection, and again for its TLS handshake; 5s if not set.
   * @param longestRetryAfter No receiver is left alone for longer, whatever it asks for; 1h if not
   *     set.
   * @param lanes How many requests at once, and how long they may take.
   * @param relay The relay of this channel.
   */
  @ConfigurationProperties("twinbox.channels.webhook")
  record Webhook(
      @DefaultValue("true") boolean enabled,
      @DefaultValue Map<String, Target> endpoints,
      boolean allowPlainHttp,
      @DefaultValue List<String> allowedNetworks,
      @Nullable Duration connectTimeout,
      @Nullable Duration longestRetryAfter,
      @DefaultValue Lanes lanes,
      @DefaultValue OfRelay relay) {}

  /**
   * An endpoint.
   *
   * @param url Where requests go; https, unless http is allowed.
   * @param secrets References to the secrets, as env:NAME or file:/path: several while a key is
   *     rotated.
   */
  @ConfigurationProperties("twinbox.channels.webhook.endpoints.*") // for the metadata only
  record Target(@Nullable URI url, @DefaultValue List<String> secrets) {}

  /**
   * Mails.
   *
   * @param enabled Whether this application sends mails; off where it only appends.
   * @param host The SMTP server; spring.mail.host if not set.
   * @param port Its port; spring.mail.port if not set, else 587, or 465 for TLS from the start.
   * @param security How the connection is protected; starttls if not set.
   * @param username Who logs in; spring.mail.username if not set, else nobody.
   * @param password Its password; spring.mail.password if not set.
   * @param from The sender of mails that name none; its domain is that of every Message-ID.
   * @param timeout For a connection, and for each reply; 20s if not set.
   * @param maxAttachments All attachments of a mail together; 10MB if not set.
   * @param lanes How many mails at once, and how long they may take.
   * @param relay The relay of this channel.
   */
  @ConfigurationProperties("twinbox.channels.mail")
  record Mail(
      @DefaultValue("true") boolean enabled,
      @Nullable String host,
      @Nullable Integer port,
      @Nullable TransportSecurity security,
      @Nullable String username,
      @Nullable String password,
      @Nullable String from,
      @Nullable Duration timeout,
      @Nullable DataSize maxAttachments,
      @DefaultValue Lanes lanes,
      @DefaultValue OfRelay relay) {

    /** Without the password. */
    @Override
    public String toString() {
      return "Mail[host:" + host + " port:" + port + " security:" + security + "]";
    }
  }

  /**
   * Attempts side by side.
   *
   * @param concurrency Attempts at once; webhook 64, mail 4 if not set.
   * @param perTopic Attempts at once of one topic; webhook 16, mail 4 if not set.
   * @param patience How long a batch waits for an attempt before its lane is set aside; 2s if not
   *     set.
   * @param attemptLimit When an attempt is given up; webhook 30s, mail 1m if not set.
   * @param firstPause Wait after a destination could not be reached; 1s if not set.
   * @param longestPause Longest of these waits, which double; 1m if not set.
   */
  record Lanes(
      @Nullable Integer concurrency,
      @Nullable Integer perTopic,
      @Nullable Duration patience,
      @Nullable Duration attemptLimit,
      @Nullable Duration firstPause,
      @Nullable Duration longestPause) {

    LaneOptions options(LaneOptions by) {
      return by.withConcurrency(
              Objects.requireNonNullElse(concurrency, by.concurrency()),
              Objects.requireNonNullElse(perTopic, by.perTopic()))
          .withPatience(Objects.requireNonNullElse(patience, by.patience()))
          .withAttemptLimit(Objects.requireNonNullElse(attemptLimit, by.attemptLimit()))
          .withPauses(
              Objects.requireNonNullElse(firstPause, by.firstPause()),
              Objects.requireNonNullElse(longestPause, by.longestPause()));
    }
  }

  /**
   * The relay of a channel.
   *
   * @param name Unique in the database, and the same on every node; spring.application.name and the
   *     channel if not set, as shop-webhook.
   * @param pollInterval Longest pause between two looks at an idle log; 100ms if not set.
   * @param batchSize Most entries of a batch; 5000 if not set.
   * @param batchBytes Payloads of a batch stop at this sum; 4MB if not set.
   * @param leaseTimeToLive Silence after which another node takes over; 10s if not set.
   * @param closeTimeout How long a stop waits for what is in flight, at least as long as an attempt
   *     may take; 5s longer than that if not set.
   * @param retry When failing lanes are tried again.
   */
  record OfRelay(
      @Nullable String name,
      @Nullable Duration pollInterval,
      @Nullable Integer batchSize,
      @Nullable DataSize batchBytes,
      @Nullable Duration leaseTimeToLive,
      @Nullable Duration closeTimeout,
      @DefaultValue Retry retry) {

    /**
     * As the engine takes them.
     *
     * @param usual the channel's own policy, where nothing else is said
     */
    RelayOptions options(RetryPolicy usual) {
      RelayOptions by = RelayOptions.DEFAULT;
      return new RelayOptions(
          Objects.requireNonNullElse(pollInterval, by.pollInterval()),
          Objects.requireNonNullElse(batchSize, by.batchSize()),
          batchBytes == null ? by.batchBytes() : batchBytes.toBytes(),
          by.pipeline(),
          by.ownership(),
          Objects.requireNonNullElse(leaseTimeToLive, by.leaseTimeToLive()),
          by.stallAfter(),
          retry.policy(usual),
          null);
    }
  }

  /**
   * When failing lanes are tried again.
   *
   * @param maxAttempts Attempts of an entry before it becomes a dead letter; webhook 10, mail 16 if
   *     not set.
   * @param firstBackoff Wait after the first failed attempt; webhook 500ms, mail 15s if not set.
   * @param maxBackoff Longest wait; webhook 1m, mail 1h if not set.
   * @param afterDeath Whether a lane goes on behind a dead letter; skip if not set.
   */
  record Retry(
      @Nullable Integer maxAttempts,
      @Nullable Duration firstBackoff,
      @Nullable Duration maxBackoff,
      @Nullable AfterDeath afterDeath) {

    RetryPolicy policy(RetryPolicy by) {
      return new RetryPolicy(
          Objects.requireNonNullElse(maxAttempts, by.maxAttempts()),
          Objects.requireNonNullElse(firstBackoff, by.firstBackoff()),
          Objects.requireNonNullElse(maxBackoff, by.maxBackoff()),
          by.multiplier(),
          by.jitter(),
          Objects.requireNonNullElse(afterDeath, by.afterDeath()));
    }
  }
}
