package io.twinbox.console.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * The console's own JSON: that of the application may be configured to other names, other times or
 * no nulls, and the document says what ours looks like. Thread-safe.
 */
public final class Json {
  private static final int MAX_DEPTH = 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(30)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              config ->
                  config
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  private Json() {}

  public static byte[] write(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /**
   * Reads a request's body.
   *
   * @throws RefusedException if it is not what is expected
   */
  public static <T> T read(byte[] body, Class<T> type) {
    try {
      // Strict UTF-8: bytes that are none would be replaced and stored.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      JsonNode tree = MAPPER.readTree(text);
      if (!tree.isObject()) {
        throw RefusedException.invalid("the body must be a JSON object");
      }
      requireStorable(tree);
      return MAPPER.treeToValue(tree, type);
    } catch (CharacterCodingException e) {
      throw RefusedException.invalid("the body is not UTF-8");
    } catch (JacksonException e) {
      throw refusal(e);
    }
  }

  private static RefusedException refusal(JacksonException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof RefusedException refused) {
        return refused;
      }
      if (cause instanceof IllegalArgumentException illegal && illegal.getMessage() != null) {
        return RefusedException.invalid(illegal.getMessage());
      }
    }
    // Where it is, and nothing of what was sent.
    String path = e.getPathReference();
    return RefusedException.invalid(
        "the body is not the JSON that is expected" + (path.isEmpty() ? "" : " at " + path(e)));
  }

  private static String path(JacksonException e) {
    StringBuilder path = new StringBuilder();
    e.getPath()
        .forEach(
            step ->
                path.append('/')
                    .append(
                        step.getPropertyName() == null
                            ? "" + step.getIndex()
                            : Text.shown(step.getPropertyName(), 50)));
    return path.toString();
  }

  private static void requireStorable(JsonNode node) {
    if (node.isString()) {
      Text.requireStorable("a text in the body", node.stringValue());
    }
    node.forEach(Json::requireStorable);
  }
}
