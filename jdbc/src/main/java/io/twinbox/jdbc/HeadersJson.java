package io.twinbox.jdbc;

import java.io.StringWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;

/** Headers as a JSON object of strings, the way the column {@code headers} holds them. */
final class HeadersJson {

  /**
   * Without limits of its own: the database has read this JSON already, and an entry that cannot be
   * read would stop the relay.
   */
  static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .streamWriteConstraints(
              StreamWriteConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build())
          .build();

  private static final String NONE = "{}";

  private HeadersJson() {}

  static String write(Map<String, String> headers) {
    if (headers.isEmpty()) {
      return NONE;
    }
    StringWriter json = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), json)) {
      generator.writeStartObject();
      headers.forEach(generator::writeStringProperty);
      generator.writeEndObject();
    }
    return json.toString();
  }

  /**
   * Reads what {@link #write} wrote, and what other programs may have written instead: numbers,
   * booleans, arrays and objects become their JSON text, a null is left out.
   *
   * @param json a JSON object, as the database guarantees
   * @return unmodifiable, in the order of the JSON text
   */
  static Map<String, String> read(String json) {
    if (NONE.equals(json)) {
      return Map.of();
    }
    Map<String, String> headers = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value.isStructStart()) {
          headers.put(name, structure(parser));
        } else if (value != JsonToken.VALUE_NULL) {
          headers.put(name, parser.getString());
        }
      }
    }
    return Collections.unmodifiableMap(headers);
  }

  private static String structure(JsonParser parser) {
    StringWriter json = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), json)) {
      generator.copyCurrentStructure(parser);
    }
    return json.toString();
  }
}
