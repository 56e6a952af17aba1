package io.twinbox.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A header as it came: names may repeat, values are bytes. The array is shared, not copied.
 *
 * @param name may be empty, may hold any character
 * @param value null = a header without a value
 */
public record RecordHeader(String name, byte @Nullable [] value) {

  public RecordHeader {
    Objects.requireNonNull(name, "name");
  }

  /** The name only: values never reach a log by accident. */
  @Override
  public String toString() {
    return "RecordHeader[name:" + name + "]";
  }
}
