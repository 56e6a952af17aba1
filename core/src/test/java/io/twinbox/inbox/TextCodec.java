package io.twinbox.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twinbox.Codec;

/** Texts, except such as begin with "!": those cannot be read. */
enum TextCodec implements Codec<String> {
  TEXT;

  @Override
  public byte[] encode(String value) {
    return value.getBytes(UTF_8);
  }

  @Override
  public String decode(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    if (text.startsWith("!")) {
      throw new IllegalArgumentException("not readable");
    }
    return text;
  }

  @Override
  public String contentType() {
    return "text/plain";
  }
}
