package io.twinbox.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/** The document, as tests read it. */
final class OpenApi {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, Object> document;
  private final Map<Object, Schema> compiled = new ConcurrentHashMap<>();

  private OpenApi(Map<String, Object> document) {
    this.document = document;
  }

  static OpenApi load() {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(1_000);
    try (InputStream in = OpenApi.class.getResourceAsStream("/io/twinbox/console/openapi.yaml")) {
      Object document = new Yaml(new SafeConstructor(options)).load(in);
      return new OpenApi(map(document));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every operation of the document. */
  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    map(document.get("paths"))
        .forEach(
            (path, item) ->
                map(item)
                    .forEach(
                        (method, operation) -> {
                          if (!method.equals("parameters")) {
                            operations.add(
                                new Operation(
                                    method.toUpperCase(java.util.Locale.ROOT),
                                    path,
                                    String.valueOf(map(operation).get("x-role"))));
                          }
                        }));
    return operations;
  }

  /** Fails unless a body is what the document says of an answer. */
  void check(String method, String path, int status, String body) {
    Map<String, Object> responses =
        map(at(document, "paths", path, method.toLowerCase(java.util.Locale.ROOT), "responses"));
    Map<String, Object> response =
        resolved(responses.getOrDefault(Integer.toString(status), responses.get("default")));
    Map<String, Object> content = map(response.get("content"));
    Object schema = map(content.values().iterator().next()).get("schema");
    assertThat(
            compiled
                .computeIfAbsent(schema, this::compile)
                .validate(
                    body,
                    InputFormat.JSON,
                    context ->
                        context.executionConfig(config -> config.formatAssertionsEnabled(true))))
        .as("%s %s %s: %s", method, path, status, body)
        .isEmpty();
  }

  private Schema compile(Object schema) {
    Map<String, Object> whole = new TreeMap<>();
    whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    whole.put("components", document.get("components"));
    whole.put("allOf", List.of(schema));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(JSON.writeValueAsString(eachTypeForItself(whole)), InputFormat.JSON);
  }

  /**
   * The validator reads {@code type} as one name where a format stands beside it: a list of types
   * becomes a choice of schemas, which means the same.
   */
  private static Object eachTypeForItself(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(OpenApi::eachTypeForItself).toList();
    }
    if (!(value instanceof Map<?, ?>)) {
      return value;
    }
    Map<String, Object> result = new TreeMap<>();
    map(value).forEach((name, inner) -> result.put(name, eachTypeForItself(inner)));
    if (!(result.get("type") instanceof List<?> types)) {
      return result;
    }
    List<Object> choices = new ArrayList<>();
    for (Object type : types) {
      Map<String, Object> choice = new TreeMap<>(type.equals("null") ? Map.of() : result);
      choice.put("type", type);
      choices.add(choice);
    }
    return Map.of("anyOf", choices);
  }

  private Map<String, Object> resolved(Object value) {
    Map<String, Object> map = map(value);
    Object ref = map.get("$ref");
    return ref == null ? map : map(at(document, ref.toString().substring(2).split("/")));
  }

  private static Object at(Object value, String... names) {
    Object found = value;
    for (String name : names) {
      found = map(found).get(name);
    }
    return found;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  /** A way to ask, as the document has it. */
  record Operation(String method, String path, String role) {}
}
