package io.twinbox.console.api;

import io.twinbox.console.ConsoleRole;
import io.twinbox.console.http.Reply;
import io.twinbox.console.http.Route;
import io.twinbox.console.http.StaticFiles;
import io.twinbox.console.live.Boards;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;

/** All routes of the console, beneath its path. */
public final class Api {
  /** What every route of the API begins with. */
  public static final String PREFIX = "/api/v1";

  private static final String DOCUMENT = "io/twinbox/console/openapi.yaml";

  private Api() {}

  /** The table. */
  public static List<Route> routes(
      Boards boards, SessionRoutes session, JobRunner jobs, StaticFiles files) {
    Databases databases = new Databases(boards);
    List<Route> routes = new ArrayList<>();
    byte[] document = document();
    routes.add(
        Route.get(
            PREFIX + "/openapi.yaml",
            ConsoleRole.VIEWER,
            call -> new Reply(200, "application/yaml", Map.of(), document)));
    routes.addAll(session.routes());
    routes.addAll(new OverviewRoutes(databases).routes());
    routes.addAll(new OutboxRoutes(databases).routes());
    routes.addAll(new OutboxActionRoutes(databases, jobs).routes());
    routes.addAll(new InboxRoutes(databases).routes());
    routes.addAll(new InboxActionRoutes(databases).routes());
    routes.addAll(new FailureRoutes(databases).routes());
    routes.addAll(new OperationRoutes(databases).routes());
    routes.addAll(new PauseRoutes(databases).routes());
    routes.addAll(new JobRoutes(databases, jobs).routes());
    routes.addAll(PageRoutes.of(files));
    return List.copyOf(routes);
  }

  private static byte[] document() {
    try {
      return new ClassPathResource(DOCUMENT, Api.class.getClassLoader()).getContentAsByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(DOCUMENT + " is not on the class path", e);
    }
  }
}
