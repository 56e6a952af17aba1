package io.twinbox.console.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;

/** A request that may be answered: path, parameters and body as the endpoint asks for them. */
public final class Call {
  private final Caller caller;
  private final HttpServletRequest request;
  private final Map<String, String> path;
  private final byte[] body;

  Call(Caller caller, HttpServletRequest request, Map<String, String> path, byte[] body) {
    this.caller = caller;
    this.request = request;
    this.path = Map.copyOf(path);
    this.body = body;
  }

  public Caller caller() {
    return caller;
  }

  /** For what only the container knows, such as the CSRF token. */
  public HttpServletRequest request() {
    return request;
  }

  /** A variable of the route's path. */
  public String path(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalStateException("the route has no variable " + name);
    }
    return value;
  }

  /** A variable of the path; empty if the route does not have it. */
  public String pathOrEmpty(String name) {
    return path.getOrDefault(name, "");
  }

  /**
   * A variable of the path that is a place in a log or a table.
   *
   * @throws RefusedException if it is not a positive number; whatever it is, it is not there
   */
  public long pathSeq() {
    String value = path("seq");
    if (!value.matches("[1-9][0-9]{0,18}")) {
      throw RefusedException.notFound("there is no entry or record with this seq");
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw RefusedException.notFound("there is no entry or record with this seq");
    }
  }

  /**
   * The query's parameters.
   *
   * @param known all the endpoint knows
   * @throws RefusedException if there are others, or one is given twice
   */
  public Query query(String... known) {
    return Query.of(request.getParameterMap(), known);
  }

  /**
   * The body.
   *
   * @throws RefusedException if it is not what is expected
   */
  public <T> T body(Class<T> type) {
    return Json.read(body, type);
  }
}
