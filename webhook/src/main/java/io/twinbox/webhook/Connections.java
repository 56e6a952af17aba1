package io.twinbox.webhook;

import io.twinbox.delivery.LaneOptions;
import java.time.Duration;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** The HTTP client: connections to vetted addresses, and nothing done behind our back. */
final class Connections {
  /** A changed name is followed after this long at the latest. */
  private static final TimeValue AT_MOST = TimeValue.ofMinutes(1);

  /** Receivers close what is idle; before such a connection is used again it is looked at. */
  private static final TimeValue LOOK_AFTER = TimeValue.ofMilliseconds(200);

  /** The publisher gives an attempt up before the client does: it knows why. */
  private static final Duration AFTER_THE_LIMIT = Duration.ofSeconds(5);

  private Connections() {}

  static CloseableHttpClient client(WebhookSettings settings, NameResolver names) {
    LaneOptions lanes = settings.lanes();
    Timeout connect = Timeout.of(settings.connectTimeout());
    Timeout answer = Timeout.of(lanes.attemptLimit().plus(AFTER_THE_LIMIT));
    return HttpClientBuilder.create()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new VettedNames(names, settings.addresses()))
                .setMaxConnTotal(4 * lanes.concurrency())
                .setMaxConnPerRoute(4 * lanes.concurrency())
                .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(connect).build())
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(connect)
                        .setSocketTimeout(answer)
                        .setTimeToLive(AT_MOST)
                        .setValidateAfterInactivity(LOOK_AFTER)
                        .build())
                .build())
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setRedirectsEnabled(false)
                .setAuthenticationEnabled(false)
                .setContentCompressionEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .setConnectionRequestTimeout(answer)
                .setResponseTimeout(answer)
                .build())
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableAuthCaching()
        .disableCookieManagement()
        .disableContentCompression()
        .disableConnectionState()
        .setUserAgent("Twinbox")
        .build();
  }
}
