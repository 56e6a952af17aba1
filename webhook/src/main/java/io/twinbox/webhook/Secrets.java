package io.twinbox.webhook;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The keys of endpoints, remembered for some seconds. Thread-safe. */
final class Secrets {
  /** A changed secret is used after this long. */
  static final Duration REMEMBERED = Duration.ofSeconds(10);

  private record Known(SigningKey key, long at) {}

  private final SecretSource source;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  Secrets(SecretSource source) {
    this.source = source;
  }

  /**
   * @throws SecretException saying which reference is at fault, never what the secret is
   */
  List<SigningKey> keysOf(Endpoint endpoint) throws SecretException {
    List<SigningKey> keys = new ArrayList<>();
    for (String reference : endpoint.secrets()) {
      keys.add(key(reference));
    }
    return keys;
  }

  private SigningKey key(String reference) throws SecretException {
    long now = System.nanoTime();
    Known before = known.get(reference);
    if (before != null && now - before.at < REMEMBERED.toNanos()) {
      return before.key;
    }
    SigningKey key = read(reference);
    known.put(reference, new Known(key, now));
    return key;
  }

  private SigningKey read(String reference) throws SecretException {
    String secret;
    try {
      secret = source.find(reference).orElse(null);
    } catch (IOException | RuntimeException e) {
      throw new SecretException("the secret " + reference + " cannot be read: " + e.getClass());
    }
    if (secret == null) {
      throw new SecretException("there is no secret " + reference);
    }
    try {
      return SigningKey.parse(secret);
    } catch (IllegalArgumentException e) {
      throw new SecretException("the secret " + reference + " is malformed: " + e.getMessage());
    }
  }

  /** A secret cannot be had. */
  static final class SecretException extends Exception {
    private static final long serialVersionUID = 1;

    SecretException(String message) {
      super(message);
    }
  }
}
