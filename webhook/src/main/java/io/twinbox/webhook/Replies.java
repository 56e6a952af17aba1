package io.twinbox.webhook;

import io.twinbox.delivery.Answer;
import io.twinbox.spi.PublishResult;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a reply, or its absence, means for the entry. */
final class Replies {
  static final int GONE = 410;

  /** These are about the endpoint or the moment; every other 4xx is about the message. */
  private static final Set<Integer> PASSING = Set.of(401, 403, 404, 407, 408, 409, 423, 425, 429);

  private Replies() {}

  /**
   * @param retryAfter the header of that name; null = missing
   */
  static Answer of(
      Endpoint endpoint, int status, @Nullable String retryAfter, Instant now, Duration longest) {
    String name = "endpoint " + endpoint.name();
    String errorClass = "Http" + status;
    if (status >= 200 && status < 300) {
      return Answer.PUBLISHED;
    }
    if (status >= 300 && status < 400) {
      return Answer.retry(
          name + " answered " + status + ": redirects are not followed, correct its url",
          errorClass);
    }
    String reason = name + " answered " + status;
    if (status >= 400 && status < 500 && !PASSING.contains(status)) {
      return Answer.reject(reason, errorClass);
    }
    if (status == 429 || status == 503) {
      Optional<Duration> pause = RetryAfter.parse(retryAfter, now, longest);
      if (pause.isPresent()) {
        // Too much at once is no fault of the message; a server that fails may fail because of it.
        PublishResult result =
            status == 429
                ? new PublishResult.Postpone(reason, errorClass, pause.get())
                : new PublishResult.Retry(reason, errorClass, pause.get());
        return new Answer.Pause(result, pause.get());
      }
    }
    return Answer.retry(reason, errorClass);
  }

  /** No connection came to stand: nothing of the request has left. */
  static Answer notSent(Endpoint endpoint, IOException failure) {
    String name = "endpoint " + endpoint.name();
    if (failure instanceof RefusedAddressException) {
      return Answer.retry(name + " is refused: " + failure.getMessage(), "AddressRefused");
    }
    if (failure instanceof UnknownHostException) {
      return new Answer.Outage(name + ": its host is unknown", "UnknownHost");
    }
    if (failure instanceof SSLException) {
      return new Answer.Outage(name + ": no TLS, " + failure.getMessage(), "Tls");
    }
    return new Answer.Outage(name + " cannot be reached: " + failure.getMessage(), "Unreachable");
  }

  /** The connection broke: something may have arrived. */
  static Answer noAnswer(Endpoint endpoint, IOException failure) {
    return Answer.retry(
        "endpoint " + endpoint.name() + " gave no answer: " + failure.getClass().getSimpleName(),
        "NoAnswer");
  }
}
