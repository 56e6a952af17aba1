package io.twinbox.server;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.util.HtmlUtils;

/** The page where one signs in: a form without script. */
final class LoginPage {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Twinbox: sign in</title>
      <link rel="stylesheet" href="${context}/login.css">
      </head>
      <body>
      <main>
      <h1>Twinbox</h1>
      ${message}
      <form method="post" action="${context}/login">
      <label>User <input name="username" autocomplete="username" required autofocus></label>
      <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
      <input type="hidden" name="${parameter}" value="${token}">
      <button>Sign in</button>
      </form>
      ${providers}
      </main>
      </body>
      </html>
      """;

  private final List<ClientRegistration> providers;

  LoginPage(List<ClientRegistration> providers) {
    this.providers = List.copyOf(providers);
  }

  String html(HttpServletRequest request) {
    CsrfToken token = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
    return PAGE.replace("${message}", message(request))
        .replace("${providers}", providers(request.getContextPath()))
        .replace("${parameter}", escaped(token.getParameterName()))
        .replace("${token}", escaped(token.getToken()))
        .replace("${context}", escaped(request.getContextPath()));
  }

  private static String message(HttpServletRequest request) {
    if (request.getParameter("failed") != null) {
      return "<p role=\"alert\">That did not work. After several attempts wait half a minute.</p>";
    }
    return request.getParameter("out") == null ? "" : "<p role=\"status\">You are signed out.</p>";
  }

  private String providers(String context) {
    StringBuilder links = new StringBuilder();
    for (ClientRegistration provider : providers) {
      links
          .append("<p><a href=\"")
          .append(escaped(context + "/oauth2/authorization/" + provider.getRegistrationId()))
          .append("\">Sign in with ")
          .append(escaped(provider.getClientName()))
          .append("</a></p>");
    }
    return links.toString();
  }

  private static String escaped(String text) {
    return HtmlUtils.htmlEscape(text);
  }
}
