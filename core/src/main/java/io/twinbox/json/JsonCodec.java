package io.twinbox.json;

import io.twinbox.Codec;
import java.util.Objects;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Values as JSON in UTF-8. The type is named by the application, never by the data. Immutable and
 * thread-safe.
 *
 * @param <T> what is encoded
 */
public final class JsonCodec<T> implements Codec<T> {

  private static final String CONTENT_TYPE = "application/json";

  private final Class<T> type;
  private final ObjectWriter writer;
  private final ObjectReader reader;

  private JsonCodec(Class<T> type, ObjectMapper mapper) {
    this.type = Objects.requireNonNull(type, "type");
    this.writer = mapper.writerFor(type);
    this.reader = mapper.readerFor(type);
  }

  /** With Jackson's defaults: times in ISO 8601, unknown properties ignored. */
  public static <T> JsonCodec<T> of(Class<T> type) {
    return new JsonCodec<>(type, JsonMapper.shared());
  }

  /** With the application's own mapper. */
  public static <T> JsonCodec<T> of(Class<T> type, ObjectMapper mapper) {
    return new JsonCodec<>(type, mapper);
  }

  /** Throws Jackson's unchecked {@code JacksonException} if the value cannot be written. */
  @Override
  public byte[] encode(T value) {
    return writer.writeValueAsBytes(value);
  }

  /** Throws Jackson's unchecked {@code JacksonException} if the bytes cannot be read. */
  @Override
  public T decode(byte[] bytes) {
    T value = reader.readValue(bytes);
    if (value == null) {
      throw new IllegalArgumentException("JSON null where a value was expected. type:" + type);
    }
    return value;
  }

  @Override
  public String contentType() {
    return CONTENT_TYPE;
  }
}
