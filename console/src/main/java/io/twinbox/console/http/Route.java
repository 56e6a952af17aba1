package io.twinbox.console.http;

import io.twinbox.console.ConsoleRole;
import java.util.Objects;
import org.springframework.http.HttpMethod;

/**
 * One way to ask the console. There is none without a role.
 *
 * @param method of HTTP
 * @param path pattern beneath the console's path, with a slash in front
 * @param role what who asks must have
 * @param maxBody most bytes of a body; 0 = none is read
 * @param endpoint who answers
 */
public record Route(
    HttpMethod method, String path, ConsoleRole role, int maxBody, Endpoint endpoint) {
  /** For what an operator asks for. */
  public static final int SMALL_BODY = 64 * 1024;

  /** For what carries a payload: the largest message as JSON or base64. */
  public static final int LARGE_BODY = 1536 * 1024;

  public Route {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(endpoint, "endpoint");
  }

  public static Route get(String path, ConsoleRole role, Endpoint endpoint) {
    return new Route(HttpMethod.GET, path, role, 0, endpoint);
  }

  public static Route post(String path, ConsoleRole role, Endpoint endpoint) {
    return new Route(HttpMethod.POST, path, role, SMALL_BODY, endpoint);
  }

  public static Route postLarge(String path, ConsoleRole role, Endpoint endpoint) {
    return new Route(HttpMethod.POST, path, role, LARGE_BODY, endpoint);
  }

  /** Answers what the gate has let through. Thread-safe. */
  @FunctionalInterface
  public interface Endpoint {
    /**
     * The answer.
     *
     * @throws RefusedException to answer with a problem
     */
    Reply answer(Call call);
  }
}
