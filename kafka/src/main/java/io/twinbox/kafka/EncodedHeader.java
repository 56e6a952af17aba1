package io.twinbox.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;

/** A header whose bytes are shared by many records: nobody may change them. */
record EncodedHeader(String key, byte[] value) implements Header {

  static EncodedHeader of(String key, String value) {
    return new EncodedHeader(key, value.getBytes(StandardCharsets.UTF_8));
  }
}
