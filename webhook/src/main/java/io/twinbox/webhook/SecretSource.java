package io.twinbox.webhook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Gives secrets by their references, so that no configuration holds one. Thread-safe. */
@FunctionalInterface
public interface SecretSource {

  /**
   * The secret, as {@code whsec_} and base64. Asked again after some seconds, so that a changed one
   * is noticed. Must not be logged.
   *
   * @param reference names the secret
   * @return empty if there is none of that name
   * @throws IOException if it cannot be read for now
   */
  Optional<String> find(String reference) throws IOException;

  /**
   * {@code env:NAME} is an environment variable, {@code file:/path} the first line of a file;
   * anything else is unknown.
   */
  static SecretSource environmentAndFiles() {
    return reference -> {
      if (reference.startsWith("env:")) {
        return Optional.ofNullable(System.getenv(reference.substring("env:".length())));
      }
      if (reference.startsWith("file:")) {
        Path file = Path.of(reference.substring("file:".length()));
        try (var lines = Files.lines(file)) {
          return lines.findFirst().map(String::trim);
        }
      }
      return Optional.empty();
    };
  }
}
