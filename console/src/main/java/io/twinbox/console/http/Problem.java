package io.twinbox.console.http;

/** The kinds of errors the console answers with, as {@code application/problem+json}. */
public enum Problem {
  UNAUTHENTICATED(401, "Sign in"),
  FORBIDDEN(403, "Not allowed"),
  CSRF(403, "Not asked by this page"),
  NOT_FOUND(404, "Not there"),
  METHOD(405, "Not this way"),
  INVALID(400, "Not understood"),
  CONFIRMATION(422, "Not confirmed"),
  CONFLICT(409, "Not as it stands"),
  TOO_LARGE(413, "Too large"),
  MEDIA_TYPE(415, "Send JSON"),
  THROTTLED(429, "Too often"),
  TOO_SLOW(503, "It takes too long"),
  UNSUPPORTED(501, "Not offered here"),
  DATABASE(503, "The database does not answer"),
  INTERNAL(500, "An error nobody foresaw");

  private final int status;
  private final String title;

  Problem(int status, String title) {
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  String title() {
    return title;
  }

  /** Names the kind for programs. */
  String type() {
    return "urn:twinbox:problem:" + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
