package io.twinbox.webhook;

import io.twinbox.delivery.LaneOptions;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** The HTTP client: connections to vetted addresses, and nothing done behind our back. */
final class Connections {
  /** A changed name is followed after this long at the latest. */
  private static final TimeValue AT_MOST = TimeValue.ofMinutes(1);

  /** Receivers close what is idle; before such a connection is used again it is looked at. */
  private static final TimeValue LOOK_AFTER = TimeValue.ofMilliseconds(200);

  /** The publisher gives an attempt up before the client does: it knows why. */
  private static final Duration AFTER_THE_LIMIT = Duration.ofSeconds(5);

  private static final String FIRST_BYTE = "twinbox.first-byte";

  private Connections() {}

  /** Whether the connection stood, so that something of the request may have arrived. */
  static boolean mayHaveSent(HttpContext context) {
    return context.getAttribute(FIRST_BYTE) != null;
  }

  static CloseableHttpClient client(WebhookSettings settings, NameResolver names) {
    LaneOptions lanes = settings.lanes();
    Timeout connect = Timeout.of(settings.connectTimeout());
    Timeout answer = Timeout.of(lanes.attemptLimit().plus(AFTER_THE_LIMIT));
    return HttpClientBuilder.create()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new VettedNames(names, settings.addresses()))
                .setTlsSocketStrategy(tls(settings.sslContext()))
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
        .addExecInterceptorBefore(
            ChainElement.MAIN_TRANSPORT.name(),
            "first-byte",
            (request, scope, chain) -> {
              scope.clientContext.setAttribute(FIRST_BYTE, true);
              return chain.proceed(request, scope);
            })
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableAuthCaching()
        .disableCookieManagement()
        .disableContentCompression()
        .disableConnectionState()
        .setUserAgent("Twinbox")
        .build();
  }

  private static TlsSocketStrategy tls(@Nullable SSLContext context) {
    return context == null
        ? DefaultClientTlsStrategy.createDefault()
        : new DefaultClientTlsStrategy(context);
  }
}
