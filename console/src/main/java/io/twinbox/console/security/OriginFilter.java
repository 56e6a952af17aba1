package io.twinbox.console.security;

import io.twinbox.console.http.Gate;
import io.twinbox.console.http.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets nothing that changes something in from another page, token or not: a browser says where a
 * request comes from. Who is no browser says nothing, and has no session to misuse either. It also
 * marks the requests the chain has seen, which the gate asks for.
 */
final class OriginFilter extends OncePerRequestFilter {
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    request.setAttribute(Gate.GUARDED, true);
    if (!READING.contains(request.getMethod()) && isForeign(request)) {
      Refusals.write(response, Problem.CSRF, "this comes from another origin");
      return;
    }
    chain.doFilter(request, response);
  }

  private static boolean isForeign(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      return true;
    }
    String origin = request.getHeader("Origin");
    return origin != null && !origin.equals(ownOrigin(request));
  }

  /** As a browser writes it: without the port of its scheme. */
  private static String ownOrigin(HttpServletRequest request) {
    String scheme = request.getScheme().toLowerCase(Locale.ROOT);
    int port = request.getServerPort();
    boolean usual = port == ("https".equals(scheme) ? 443 : 80);
    String name = request.getServerName().toLowerCase(Locale.ROOT);
    return scheme + "://" + name + (usual ? "" : ":" + port);
  }
}
