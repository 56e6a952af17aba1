package io.twinbox.webhook;

import io.twinbox.delivery.Answer;
import io.twinbox.delivery.Attempt;
import io.twinbox.delivery.Courier;
import io.twinbox.spi.Entry;
import io.twinbox.spi.PublishResult;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts one entry to its endpoint. Thread-safe. */
final class WebhookCourier implements Courier {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookCourier.class);

  /** An operator who enables an endpoint waits this long at most. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

  /** A longer body costs the connection. */
  private static final int BODY_READ = 16 * 1024;

  private final WebhookSettings settings;
  private final Secrets secrets;
  private final CloseableHttpClient client;
  private final Clock clock;

  WebhookCourier(WebhookSettings settings, CloseableHttpClient client, Clock clock) {
    this.settings = settings;
    this.secrets = new Secrets(settings.secrets());
    this.client = client;
    this.clock = clock;
  }

  @Override
  public Answer deliver(Attempt attempt) throws IOException {
    Entry entry = attempt.entry();
    byte[] body = entry.payload();
    String fault = Requests.fault(entry);
    if (fault != null || body == null) {
      return Answer.reject(String.valueOf(fault), "NoRequest");
    }
    Endpoint endpoint = settings.endpoints().find(entry.topic()).orElse(null);
    if (endpoint == null) {
      return Answer.retry("there is no endpoint " + entry.topic(), "UnknownEndpoint");
    }
    if (endpoint.isPlain() && settings.plainHttp() == WebhookSettings.PlainHttp.REFUSED) {
      return Answer.retry("endpoint " + endpoint.name() + " has no https URL", "PlainHttp");
    }
    String disabled = settings.endpoints().disabledBecause(endpoint.name()).orElse(null);
    if (disabled != null) {
      return disabled(disabled);
    }
    try {
      long timestamp = clock.instant().getEpochSecond();
      return send(
          attempt,
          endpoint,
          Requests.of(entry, body, endpoint, secrets.keysOf(endpoint), timestamp));
    } catch (Secrets.SecretException e) {
      return new Answer.Outage("endpoint " + endpoint.name() + ": " + e.getMessage(), "Secret");
    }
  }

  private Answer send(Attempt attempt, Endpoint endpoint, HttpPost request) throws IOException {
    attempt.onAbort(request::cancel);
    HttpClientContext context = HttpClientContext.create();
    ClassicHttpResponse response;
    try {
      response = client.executeOpen(host(endpoint), request, context);
    } catch (IOException e) {
      if (!Connections.mayHaveSent(context)) {
        return Replies.notSent(endpoint, e);
      }
      if (attempt.aborted()) {
        throw e;
      }
      return Replies.noAnswer(endpoint, e);
    }
    try {
      return judge(endpoint, response);
    } finally {
      discard(request, response);
    }
  }

  private static HttpHost host(Endpoint endpoint) {
    return new HttpHost(
        endpoint.url().getScheme(), endpoint.url().getHost(), endpoint.url().getPort());
  }

  private Answer judge(Endpoint endpoint, ClassicHttpResponse response) {
    Instant now = clock.instant();
    if (response.getCode() == Replies.GONE) {
      String reason = "endpoint " + endpoint.name() + " answered 410 at " + now + ": enable it";
      disable(endpoint.name(), reason);
      return disabled(reason);
    }
    Header retryAfter = response.getFirstHeader("Retry-After");
    return Replies.of(
        endpoint,
        response.getCode(),
        retryAfter == null ? null : retryAfter.getValue(),
        now,
        settings.longestRetryAfter());
  }

  /** The answer is fixed, whatever registry and listener throw: without them it is asked again. */
  private void disable(String endpoint, String reason) {
    try {
      settings.endpoints().disable(endpoint, reason);
      LOG.warn("Endpoint disabled endpoint:{} status:410", endpoint);
    } catch (RuntimeException | Error e) {
      LOG.warn("Endpoint not disabled endpoint:{} status:410", endpoint, e);
    }
    try {
      settings.listener().endpointDisabled(endpoint, reason);
    } catch (RuntimeException | Error e) {
      LOG.warn("A listener failed listener:{}", settings.listener().getClass().getName(), e);
    }
  }

  private static Answer disabled(String reason) {
    return new Answer.Pause(new PublishResult.Postpone(reason, "Disabled", LOOK_AGAIN), LOOK_AGAIN);
  }

  /**
   * Reads so much of the body that the connection can be used again, if it is short; if not, the
   * connection is cut. The status is the answer: what goes wrong here changes nothing.
   */
  private static void discard(HttpPost request, ClassicHttpResponse response) {
    try {
      if (!isReadToItsEnd(response.getEntity())) {
        request.cancel();
      }
      response.close();
    } catch (IOException e) {
      LOG.debug("Body of a response not read", e);
    }
  }

  private static boolean isReadToItsEnd(@Nullable HttpEntity entity) throws IOException {
    InputStream body = entity == null ? null : entity.getContent();
    if (body == null) {
      return true;
    }
    byte[] buffer = new byte[4096];
    int read = 0;
    while (read < BODY_READ) {
      int more = body.read(buffer);
      if (more < 0) {
        return true;
      }
      read += more;
    }
    return false;
  }

  /** There are many destinations: each says by itself when it is down. */
  @Override
  public void probe() {}

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }
}
