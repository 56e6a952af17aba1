package io.twinbox.jdbc;

import io.twinbox.spi.RecordHeader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A record's headers as a JSON array, readable for people as far as they are text: {@code [name]}
 * for a header without a value, {@code [name, text]}, or {@code [name, null, base64]} for bytes
 * that are not.
 */
final class HeaderList {
  private static final JsonFactory JSON = HeadersJson.JSON;
  private static final String NONE = "[]";

  private HeaderList() {}

  static String write(List<RecordHeader> headers) {
    if (headers.isEmpty()) {
      return NONE;
    }
    StringWriter json = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), json)) {
      generator.writeStartArray();
      for (RecordHeader header : headers) {
        write(generator, header);
      }
      generator.writeEndArray();
    }
    return json.toString();
  }

  private static void write(JsonGenerator generator, RecordHeader header) {
    generator.writeStartArray();
    generator.writeString(DbText.clean(header.name()));
    byte[] value = header.value();
    if (value != null) {
      String text = text(value);
      if (text != null) {
        generator.writeString(text);
      } else {
        generator.writeNull();
        generator.writeString(Base64.getEncoder().encodeToString(value));
      }
    }
    generator.writeEndArray();
  }

  /** The bytes as text; null if they are not UTF-8, or hold what JSON in a database must not. */
  private static @Nullable String text(byte[] value) {
    for (byte b : value) {
      if (b == 0) {
        return null;
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  static List<RecordHeader> read(String json) {
    if (NONE.equals(json)) {
      return List.of();
    }
    List<RecordHeader> headers = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.START_ARRAY) {
        headers.add(header(parser));
      }
    }
    return List.copyOf(headers);
  }

  // The checker does not see in the class file of another module that an array may be null.
  @SuppressWarnings("NullAway")
  private static RecordHeader header(JsonParser parser) {
    parser.nextToken();
    String name = parser.getString();
    byte @Nullable [] value = null;
    if (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.VALUE_STRING) {
        value = parser.getString().getBytes(StandardCharsets.UTF_8);
      } else {
        parser.nextToken();
        value = Base64.getDecoder().decode(parser.getString());
      }
      parser.nextToken();
    }
    return new RecordHeader(name, value);
  }
}
