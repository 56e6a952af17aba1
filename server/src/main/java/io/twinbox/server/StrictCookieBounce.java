package io.twinbox.server;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.HtmlUtils;

/**
 * Lets a login at an identity provider come back to a session whose cookie is SameSite=Strict: who
 * comes from another site comes without it. The answer leads the browser to the same address once
 * more, now from here, and with the cookie.
 */
final class StrictCookieBounce extends OncePerRequestFilter {
  private static final String BACK = "/login/oauth2/code/";
  private static final String ONCE = "&again";

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String query = request.getQueryString();
    if (!request.getRequestURI().startsWith(request.getContextPath() + BACK)
        || request.getRequestedSessionId() != null
        || query == null
        || query.endsWith(ONCE)) {
      chain.doFilter(request, response);
      return;
    }
    String here = request.getRequestURI() + "?" + query + ONCE;
    response.setContentType("text/html;charset=utf-8");
    response
        .getOutputStream()
        .write(
            ("<!doctype html><title>Twinbox</title><meta http-equiv=\"refresh\" content=\"0;url="
                    + HtmlUtils.htmlEscape(here)
                    + "\">")
                .getBytes(StandardCharsets.UTF_8));
  }
}
