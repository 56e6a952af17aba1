package io.twinbox;

/**
 * Makes bytes of values and values of bytes: JSON, Avro, Protobuf, or whatever an application
 * speaks. Implementations are thread-safe and keep no reference to what they are given.
 *
 * @param <T> what is encoded
 */
public interface Codec<T> {

  /**
   * Makes bytes of a value, before the method returns: the value may change afterwards.
   *
   * @param value never null
   * @return the bytes, not null; may be empty
   * @throws RuntimeException if the value cannot be encoded; {@link Topic} reports it as an {@link
   *     EncodingException}
   */
  byte[] encode(T value);

  /**
   * Makes a value of bytes.
   *
   * @param bytes never null
   * @return the value, not null
   * @throws RuntimeException if the bytes are not what {@link #encode} makes
   */
  T decode(byte[] bytes);

  /** Media type of the bytes, as {@code application/json}. Always the same. */
  String contentType();
}
