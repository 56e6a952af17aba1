package io.twinbox.webhook;

import io.twinbox.spi.Entry;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/** Makes the request of an entry. */
final class Requests {
  /** Header of the message's type. */
  static final String TYPE = "Twinbox-Type";

  /** What is ours, the connection's, or would speak for somebody. */
  private static final Set<String> RESERVED =
      Set.of(
          "authorization",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "cookie",
          "expect",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "twinbox-type",
          "upgrade",
          "user-agent");

  private static final String NAME = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
  private static final String VALUE = "[\\x20-\\x7e\\t]*";

  private Requests() {}

  /** Why the entry can never be a request; null if it can. */
  static @Nullable String fault(Entry entry) {
    if (entry.payload() == null) {
      return "a tombstone has no body to send";
    }
    if (!entry.contentType().matches(VALUE)) {
      return "the content type is no header value";
    }
    for (Map.Entry<String, String> header : entry.headers().entrySet()) {
      String lower = header.getKey().toLowerCase(Locale.ROOT);
      if (!header.getKey().matches(NAME) || !header.getValue().matches(VALUE)) {
        return "a header is not printable ASCII";
      }
      if (RESERVED.contains(lower) || lower.matches("(webhook|proxy|sec)-.*")) {
        return "the header " + lower + " is not the application's to set";
      }
    }
    return null;
  }

  static HttpPost of(
      Entry entry, byte[] body, Endpoint endpoint, List<SigningKey> keys, long timestamp) {
    String id = entry.id().toString();
    HttpPost request = new HttpPost(endpoint.url());
    request.setEntity(new ByteArrayEntity(body, null));
    request.setHeader("Content-Type", entry.contentType());
    request.setHeader(WebhookVerifier.ID, id);
    request.setHeader(WebhookVerifier.TIMESTAMP, Long.toString(timestamp));
    request.setHeader(
        WebhookVerifier.SIGNATURE,
        keys.stream().map(key -> key.sign(id, timestamp, body)).collect(Collectors.joining(" ")));
    request.setHeader(TYPE, ascii(entry.type()));
    entry.headers().forEach(request::setHeader);
    return request;
  }

  private static String ascii(String text) {
    return text.matches(VALUE) ? text : URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
