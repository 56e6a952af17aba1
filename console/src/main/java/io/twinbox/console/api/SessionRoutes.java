package io.twinbox.console.api;

import io.twinbox.console.ConsoleRole;
import io.twinbox.console.http.Call;
import io.twinbox.console.http.Reply;
import io.twinbox.console.http.Route;
import io.twinbox.console.live.Boards;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;

/** Who is asking. */
public final class SessionRoutes {
  private final Boards boards;
  private final String version;
  private final @Nullable String loginPath;
  private final @Nullable String logoutPath;

  /**
   * The route of the session.
   *
   * @param loginPath where a person signs in, below the application's context path; null = nowhere
   * @param logoutPath the same for signing out
   */
  public SessionRoutes(
      Boards boards, String version, @Nullable String loginPath, @Nullable String logoutPath) {
    this.boards = boards;
    this.version = version;
    this.loginPath = loginPath;
    this.logoutPath = logoutPath;
  }

  List<Route> routes() {
    return List.of(Route.get(Api.PREFIX + "/session", ConsoleRole.VIEWER, this::session));
  }

  private Reply session(Call call) {
    String context = call.request().getContextPath();
    return Reply.json(
        new Session(
            call.caller().name(),
            new TreeSet<>(call.caller().roles()),
            csrf(call),
            boards.names(),
            version,
            loginPath == null ? null : context + loginPath,
            logoutPath == null ? null : context + logoutPath));
  }

  private static @Nullable Csrf csrf(Call call) {
    // Spring leaves it there for whoever renders a page. Asking for it keeps it in the session.
    return call.request().getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token
        ? new Csrf(token.getHeaderName(), token.getParameterName(), token.getToken())
        : null;
  }

  /** As the document says. */
  record Session(
      String user,
      Set<ConsoleRole> roles,
      @Nullable Csrf csrf,
      List<String> databases,
      String version,
      @Nullable String loginPath,
      @Nullable String logoutPath) {}

  /** As the document says. */
  record Csrf(String header, String parameter, String token) {}
}
