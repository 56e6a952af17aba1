package io.twinbox.server;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** All that Spring's own mappings lead somewhere, whoever registered it. */
final class Mappings {
  private static final List<String> ALL =
      List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS");

  private Mappings() {}

  static List<Mapping> of(ApplicationContext context) {
    List<Mapping> mappings = new ArrayList<>();
    context
        .getBeansOfType(RequestMappingInfoHandlerMapping.class)
        .values()
        .forEach(
            mapping ->
                mapping
                    .getHandlerMethods()
                    .keySet()
                    .forEach(
                        info -> {
                          List<String> methods =
                              info.getMethodsCondition().getMethods().stream()
                                  .map(Enum::name)
                                  .toList();
                          info.getPatternValues()
                              .forEach(
                                  path ->
                                      mappings.add(
                                          new Mapping(methods.isEmpty() ? ALL : methods, path)));
                        }));
    context
        .getBeansOfType(RouterFunctionMapping.class)
        .values()
        .forEach(
            mapping -> {
              if (mapping.getRouterFunction() != null) {
                mapping.getRouterFunction().accept(visitor(mappings));
              }
            });
    return mappings;
  }

  private static RouterFunctions.Visitor visitor(List<Mapping> mappings) {
    return (RouterFunctions.Visitor)
        Proxy.newProxyInstance(
            Mappings.class.getClassLoader(),
            new Class<?>[] {RouterFunctions.Visitor.class},
            (self, method, args) -> {
              if (method.getName().equals("route")) {
                Parts parts = new Parts();
                ((RequestPredicate) args[0]).accept(parts.visitor());
                parts.paths.forEach(
                    path ->
                        mappings.add(
                            new Mapping(parts.methods.isEmpty() ? ALL : parts.methods, path)));
              } else if (Stream.of("resources", "unknown", "startNested")
                  .anyMatch(method.getName()::equals)) {
                throw new AssertionError("not looked into: " + Arrays.toString(args));
              }
              return null;
            });
  }

  /**
   * A mapping.
   *
   * @param methods those it answers
   * @param path a pattern
   */
  record Mapping(List<String> methods, String path) {
    String example() {
      return path.replace("{database}", "shop")
          .replace("**", "x")
          .replaceAll("\\{\\*?[A-Za-z]+}", "1");
    }
  }

  private static final class Parts {
    private final List<String> methods = new ArrayList<>();
    private final List<String> paths = new ArrayList<>();

    private RequestPredicates.Visitor visitor() {
      return (RequestPredicates.Visitor)
          Proxy.newProxyInstance(
              Mappings.class.getClassLoader(),
              new Class<?>[] {RequestPredicates.Visitor.class},
              (self, method, args) -> {
                switch (method.getName()) {
                  case "method" ->
                      ((Set<?>) args[0]).forEach(it -> methods.add(((HttpMethod) it).name()));
                  case "path" -> paths.add((String) args[0]);
                  case "unknown" -> throw new AssertionError("not looked into: " + args[0]);
                  default -> {
                    // How predicates are combined does not matter here.
                  }
                }
                return null;
              });
    }
  }
}
