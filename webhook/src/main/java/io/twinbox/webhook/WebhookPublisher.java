package io.twinbox.webhook;

import io.twinbox.delivery.LaneOptions;
import io.twinbox.delivery.LanePublisher;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Publishes entries as HTTP POST requests, signed as Standard Webhooks says. The topic is the name
 * of an endpoint; the body is the payload.
 *
 * <p><b>Lanes.</b> One request at a time for an endpoint and key, in order; lanes go side by side.
 * A slow endpoint holds up only itself (see {@link LanePublisher}).
 *
 * <p><b>Answers.</b> 2xx: published. 410: the endpoint is disabled, and its entries wait until an
 * operator enables it. 429 and 503 with {@code Retry-After}: the endpoint is left alone for so
 * long, and a 429 costs no attempt. 3xx (never followed), 401, 403, 404, 407, 408, 409, 423, 425,
 * 429, 5xx, no answer in time and a broken connection: an attempt of the entry, tried again. Any
 * other 4xx: a dead letter. What fails before the first byte of a request is sent (no connection,
 * no TLS, a secret that cannot be had) costs no attempts. An answer that was lost means that the
 * request is sent again, with the same {@code webhook-id}.
 *
 * <p><b>Addresses.</b> A name is looked up for each connection and refused if it stands for an
 * address that {@link AddressRule} does not permit; the connection goes to the address that was
 * looked at. A connection is used for a minute at most.
 *
 * <p>Threads as the port says.
 */
public final class WebhookPublisher extends LanePublisher {
  /** The channel's name. */
  public static final String CHANNEL = "webhook";

  /** For a connection, and again for its TLS handshake. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** No receiver is left alone for longer, whatever it asks for. */
  public static final Duration DEFAULT_LONGEST_RETRY_AFTER = Duration.ofHours(1);

  private WebhookPublisher(WebhookCourier courier, LaneOptions lanes, List<String> promises) {
    super(CHANNEL, courier, lanes, promises);
  }

  /** A builder with the defaults; the endpoints must be given. */
  public static Builder builder() {
    return new Builder();
  }

  /** Settings of a {@link WebhookPublisher}. Not thread-safe. */
  public static final class Builder {
    private @Nullable EndpointRegistry endpoints;
    private SecretSource secrets = SecretSource.environmentAndFiles();
    private AddressRule addresses = AddressRule.PUBLIC;
    private WebhookSettings.PlainHttp plainHttp = WebhookSettings.PlainHttp.REFUSED;
    private @Nullable SSLContext sslContext;
    private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
    private Duration longestRetryAfter = DEFAULT_LONGEST_RETRY_AFTER;
    private WebhookListener listener = WebhookListener.NONE;
    private LaneOptions lanes = LaneOptions.DEFAULT;
    private NameResolver names = InetAddress::getAllByName;

    private Builder() {}

    /** Where topics go. Required. */
    public Builder endpoints(EndpointRegistry value) {
      this.endpoints = Objects.requireNonNull(value, "endpoints");
      return this;
    }

    /** What references to secrets mean; default {@link SecretSource#environmentAndFiles}. */
    public Builder secrets(SecretSource value) {
      this.secrets = Objects.requireNonNull(value, "secrets");
      return this;
    }

    /** Which addresses requests may go to; default {@link AddressRule#PUBLIC}. */
    public Builder addresses(AddressRule value) {
      this.addresses = Objects.requireNonNull(value, "addresses");
      return this;
    }

    /** Lets endpoints have {@code http} URLs: everybody on the way can read and change those. */
    public Builder allowPlainHttp() {
      this.plainHttp = WebhookSettings.PlainHttp.ALLOWED;
      return this;
    }

    /**
     * Whose certificates are trusted, and which one is shown; default Java's own. A receiver's
     * certificate must be for its name, whatever is trusted.
     */
    public Builder sslContext(SSLContext value) {
      this.sslContext = Objects.requireNonNull(value, "sslContext");
      return this;
    }

    /** Default {@link #DEFAULT_CONNECT_TIMEOUT}; 10 ms to 1 minute. */
    public Builder connectTimeout(Duration value) {
      this.connectTimeout = Objects.requireNonNull(value, "connectTimeout");
      return this;
    }

    /** Default {@link #DEFAULT_LONGEST_RETRY_AFTER}; 1 s to a day. */
    public Builder longestRetryAfter(Duration value) {
      this.longestRetryAfter = Objects.requireNonNull(value, "longestRetryAfter");
      return this;
    }

    /** Hears of endpoints that are disabled. */
    public Builder listener(WebhookListener value) {
      this.listener = Objects.requireNonNull(value, "listener");
      return this;
    }

    /**
     * How many requests at once, and how long one may take; default {@link LaneOptions#DEFAULT}.
     */
    public Builder lanes(LaneOptions value) {
      this.lanes = value.withReach(LaneOptions.Reach.MANY_DESTINATIONS);
      return this;
    }

    /** For tests: looks names up. */
    Builder names(NameResolver value) {
      this.names = value;
      return this;
    }

    /**
     * Makes the publisher. Nobody is asked yet.
     *
     * @throws io.twinbox.InvalidOptionsException listing every setting that cannot be
     */
    public WebhookPublisher build() {
      WebhookSettings settings =
          new WebhookSettings(
              Objects.requireNonNull(endpoints, "endpoints"),
              secrets,
              addresses,
              plainHttp,
              sslContext,
              connectTimeout,
              longestRetryAfter,
              listener,
              lanes);
      WebhookCourier courier =
          new WebhookCourier(settings, Connections.client(settings, names), Clock.systemUTC());
      return new WebhookPublisher(courier, lanes, promises(settings));
    }

    private static List<String> promises(WebhookSettings settings) {
      return List.of(
          "webhook: at least once, in order per endpoint and key; the id tells duplicates",
          "webhook: "
              + (settings.plainHttp() == WebhookSettings.PlainHttp.REFUSED
                  ? "https only"
                  : "http allowed: readable on the way"),
          "webhook: "
              + (settings.addresses() == AddressRule.PUBLIC
                  ? "public addresses only"
                  : "some addresses that are not public allowed"));
    }
  }
}
