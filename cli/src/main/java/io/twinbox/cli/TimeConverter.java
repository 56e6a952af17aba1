package io.twinbox.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time as {@code 2026-01-31T12:00:00Z}, or how long ago it was as {@code 2h}. */
final class TimeConverter implements ITypeConverter<Instant> {
  @Override
  public Instant convert(String value) {
    try {
      return OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeException e) {
      return ago(value);
    }
  }

  private static Instant ago(String value) {
    try {
      return Instant.now().minus(new RetentionConverter().convert(value));
    } catch (TypeConversionException e) {
      throw new TypeConversionException(
          "'" + value + "' is not like 2026-01-31T12:00:00Z, 7d, 36h, 90m or 30s");
    }
  }
}
