package io.twinbox.cli;

import io.twinbox.jdbc.Schema;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a schema. */
final class SchemaConverter implements ITypeConverter<Schema> {

  @Override
  public Schema convert(String name) {
    try {
      return Schema.named(name);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
