package io.twinbox.console.security;

import io.twinbox.console.http.Problem;
import io.twinbox.console.http.Reply;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/** What the filter chain answers by itself. A browser that wants the page is led to the login. */
final class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {
  private final @Nullable String loginPath;

  /**
   * @param loginPath where a person signs in; null = nowhere here
   */
  Refusals(@Nullable String loginPath) {
    this.loginPath = loginPath;
  }

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException cause)
      throws IOException {
    String accept = request.getHeader("Accept");
    boolean person =
        "GET".equals(request.getMethod())
            && accept != null
            && accept.toLowerCase(Locale.ROOT).contains("text/html");
    if (loginPath != null && person) {
      response.sendRedirect(request.getContextPath() + loginPath);
      return;
    }
    write(response, Problem.UNAUTHENTICATED, "sign in first");
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException cause)
      throws IOException {
    if (cause instanceof CsrfException) {
      write(response, Problem.CSRF, "the CSRF token is missing or not that of this session");
    } else {
      write(response, Problem.FORBIDDEN, "this user has no role of the console");
    }
  }

  static void write(HttpServletResponse response, Problem problem, String detail)
      throws IOException {
    Reply reply = Reply.problem(problem, detail);
    response.setStatus(reply.status());
    response.setContentType(reply.contentType());
    response.setContentLength(reply.body().length);
    response.getOutputStream().write(reply.body());
  }
}
