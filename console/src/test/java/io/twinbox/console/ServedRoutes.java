package io.twinbox.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;

/** The routes that Spring really serves, as its own mapping tells: not the table they came from. */
final class ServedRoutes implements RouterFunctions.Visitor {
  private final List<Served> served = new ArrayList<>();

  static List<Served> of(RouterFunction<?> router) {
    ServedRoutes routes = new ServedRoutes();
    router.accept(routes);
    return routes.served;
  }

  @Override
  public void route(RequestPredicate predicate, HandlerFunction<?> handler) {
    Parts parts = new Parts();
    predicate.accept(parts);
    parts.paths.forEach(path -> served.add(new Served(Optional.ofNullable(parts.method), path)));
  }

  @Override
  public void startNested(RequestPredicate predicate) {
    throw new AssertionError("nested routes are not looked into");
  }

  @Override
  public void endNested(RequestPredicate predicate) {}

  @Override
  public void resources(Function<ServerRequest, Optional<Resource>> lookup) {
    throw new AssertionError("resources are served past the table");
  }

  @Override
  public void attributes(java.util.Map<String, Object> attributes) {}

  @Override
  public void unknown(RouterFunction<?> router) {
    throw new AssertionError("a router that cannot be looked into: " + router);
  }

  /**
   * A route.
   *
   * @param method empty = any other
   * @param path a pattern
   */
  record Served(Optional<String> method, String path) {
    private static final Pattern VARIABLE = Pattern.compile("\\{[a-z]+}");

    /** A path that fits. */
    String example() {
      String example =
          path.replace("{database}", "shop")
              .replace("{seq}", "7")
              .replace("{action}", "pause")
              .replace("{job}", StubPorts.ID.toString())
              .replace("**", "x/y/z/w");
      return VARIABLE.matcher(example).replaceAll("x");
    }
  }

  /** Methods and paths that predicates name. */
  private static final class Parts implements RequestPredicates.Visitor {
    private @Nullable String method;
    private final List<String> paths = new ArrayList<>();

    @Override
    public void method(Set<HttpMethod> methods) {
      method = methods.iterator().next().name();
    }

    @Override
    public void path(String pattern) {
      paths.add(pattern);
    }

    @Override
    public void header(String name, String value) {
      throw new AssertionError("routes differ by method and path only");
    }

    @Override
    public void param(String name, String value) {
      throw new AssertionError("routes differ by method and path only");
    }

    @Override
    public void version(String version) {
      throw new AssertionError("routes differ by method and path only");
    }

    @Override
    @SuppressWarnings("removal")
    public void pathExtension(String extension) {
      throw new AssertionError("routes differ by method and path only");
    }

    @Override
    public void startAnd() {}

    @Override
    public void and() {}

    @Override
    public void endAnd() {}

    @Override
    public void startOr() {}

    @Override
    public void or() {}

    @Override
    public void endOr() {}

    @Override
    public void startNegate() {}

    @Override
    public void endNegate() {}

    @Override
    public void unknown(RequestPredicate predicate) {
      throw new AssertionError("a predicate that cannot be looked into: " + predicate);
    }
  }
}
