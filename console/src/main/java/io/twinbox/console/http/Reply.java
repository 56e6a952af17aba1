package io.twinbox.console.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer, whole and in memory: what the console says is small.
 *
 * @param status of HTTP
 * @param contentType null only of an empty body
 * @param headers besides the content type
 * @param body not copied
 */
public record Reply(int status, String contentType, Map<String, String> headers, byte[] body) {
  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";

  public Reply {
    headers = Map.copyOf(headers);
  }

  public static Reply json(Object value) {
    return json(200, value);
  }

  public static Reply json(int status, Object value) {
    return new Reply(status, JSON, Map.of(), Json.write(value));
  }

  /** The answer that tells what went wrong. */
  public static Reply problem(Problem problem, String detail) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("type", problem.type());
    fields.put("title", problem.title());
    fields.put("status", problem.status());
    fields.put("detail", detail);
    return new Reply(problem.status(), PROBLEM, Map.of(), Json.write(fields));
  }

  /** The same with one header more. */
  public Reply with(String header, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new Reply(status, contentType, all, body);
  }
}
