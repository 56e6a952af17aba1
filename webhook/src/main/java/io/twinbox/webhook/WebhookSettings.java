package io.twinbox.webhook;

import io.twinbox.InvalidOptionsException;
import io.twinbox.delivery.LaneOptions;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher was built with.
 *
 * @param sslContext null = Java's own
 * @param connectTimeout for a connection, and again for its TLS handshake
 * @param longestRetryAfter no receiver is left alone for longer, whatever it asks for
 */
record WebhookSettings(
    EndpointRegistry endpoints,
    SecretSource secrets,
    AddressRule addresses,
    PlainHttp plainHttp,
    @Nullable SSLContext sslContext,
    Duration connectTimeout,
    Duration longestRetryAfter,
    WebhookListener listener,
    LaneOptions lanes) {

  /** Whether requests may travel in the clear. */
  enum PlainHttp {
    REFUSED,
    ALLOWED
  }

  WebhookSettings {
    Objects.requireNonNull(endpoints, "endpoints");
    InvalidOptionsException.Faults faults = new InvalidOptionsException.Faults();
    faults.within("connectTimeout", connectTimeout, Duration.ofMillis(10), Duration.ofMinutes(1));
    faults.within(
        "longestRetryAfter", longestRetryAfter, Duration.ofSeconds(1), Duration.ofDays(1));
    faults.throwIfAny();
  }
}
