package io.twinbox.console.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Makes Spring's router of the table. What lies beneath the console's path and is not in the table
 * is answered here too, so that it reaches nothing else of the application.
 */
public final class Routing {
  private Routing() {}

  /**
   * The router.
   *
   * @param base the console's path: a slash in front, none at the end
   */
  public static RouterFunction<ServerResponse> of(String base, List<Route> table, Gate gate) {
    RouterFunctions.Builder router = RouterFunctions.route();
    Map<String, Set<HttpMethod>> byPath = new LinkedHashMap<>();
    for (Route route : table) {
      byPath.computeIfAbsent(route.path(), path -> new TreeSet<>()).add(route.method());
      router.route(
          RequestPredicates.method(route.method()).and(RequestPredicates.path(base + route.path())),
          request -> response(gate.answer(route, request.servletRequest(), variables(request))));
    }
    byPath.forEach(
        (path, methods) ->
            router.route(
                RequestPredicates.path(base + path),
                request -> response(wrongMethod(gate, request.servletRequest(), methods))));
    router.route(
        RequestPredicates.path(base).or(RequestPredicates.path(base + "/**")),
        request ->
            response(
                gate.refuse(request.servletRequest(), Problem.NOT_FOUND, "there is nothing here")));
    return router.build();
  }

  private static Map<String, String> variables(ServerRequest request) {
    return request.pathVariables();
  }

  private static Reply wrongMethod(Gate gate, HttpServletRequest request, Set<HttpMethod> methods) {
    String allowed = String.join(", ", methods.stream().map(HttpMethod::name).toList());
    return gate.refuse(request, Problem.METHOD, "allowed: " + allowed).with("Allow", allowed);
  }

  private static ServerResponse response(Reply reply) {
    ServerResponse.BodyBuilder response =
        ServerResponse.status(HttpStatusCode.valueOf(reply.status()));
    reply.headers().forEach(response::header);
    return response
        .header("Content-Type", reply.contentType())
        .header("Content-Length", Integer.toString(reply.body().length))
        .build(
            (request, answer) -> {
              answer.getOutputStream().write(reply.body());
              return null;
            });
  }
}
