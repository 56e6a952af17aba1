package io.twinbox.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 7d}, {@code 36h}, {@code 90m} and {@code 30s}. */
final class RetentionConverter implements ITypeConverter<Duration> {

  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9})([dhms])");

  @Override
  public Duration convert(String value) {
    Matcher amount = AMOUNT.matcher(value);
    if (!amount.matches()) {
      throw new TypeConversionException("'" + value + "' is not like 7d, 36h, 90m or 30s");
    }
    long number = Long.parseLong(amount.group(1));
    return switch (amount.group(2)) {
      case "d" -> Duration.ofDays(number);
      case "h" -> Duration.ofHours(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofSeconds(number);
    };
  }
}
