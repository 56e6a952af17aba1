package io.twinbox.console.api;

import io.twinbox.console.ConsoleRole;
import io.twinbox.console.http.Call;
import io.twinbox.console.http.Reply;
import io.twinbox.console.http.Route;
import io.twinbox.console.http.StaticFiles;
import java.util.List;
import java.util.Map;

/** The page and its files. Nothing of it is for those who are not signed in. */
final class PageRoutes {
  /** As deep as the files lie. */
  private static final List<String> FOLDERS =
      List.of("/{file}", "/{folder}/{file}", "/{folder}/{inner}/{file}");

  private PageRoutes() {}

  static List<Route> of(StaticFiles files) {
    Route bare = Route.get("", ConsoleRole.VIEWER, PageRoutes::withSlash);
    Route index = Route.get("/", ConsoleRole.VIEWER, call -> file(files, call, ""));
    List<Route> deeper =
        FOLDERS.stream()
            .map(path -> Route.get(path, ConsoleRole.VIEWER, call -> file(files, call, name(call))))
            .toList();
    return java.util.stream.Stream.concat(java.util.stream.Stream.of(bare, index), deeper.stream())
        .toList();
  }

  /** The page names its files relative to itself. */
  private static Reply withSlash(Call call) {
    return new Reply(
        308, "text/plain", Map.of("Location", call.request().getRequestURI() + "/"), new byte[0]);
  }

  private static String name(Call call) {
    return java.util.stream.Stream.of("folder", "inner", "file")
        .map(call::pathOrEmpty)
        .filter(part -> !part.isEmpty())
        .collect(java.util.stream.Collectors.joining("/"));
  }

  private static Reply file(StaticFiles files, Call call, String name) {
    return files.answer(name, call.request().getHeader("If-None-Match"));
  }
}
