package io.twinbox.inbox;

import io.twinbox.Codec;

/** Bytes as they are. */
enum BytesCodec implements Codec<byte[]> {
  INSTANCE;

  @Override
  public byte[] encode(byte[] value) {
    return value;
  }

  @Override
  public byte[] decode(byte[] bytes) {
    return bytes;
  }

  @Override
  public String contentType() {
    return "application/octet-stream";
  }
}
