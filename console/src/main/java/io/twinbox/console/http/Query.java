package io.twinbox.console.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query, each asked for as what it is. All of them answer null for what was not
 * given, and refuse what makes no sense.
 */
public final class Query {
  /** Most rows of a page. */
  public static final int MAX_LIMIT = 200;

  private static final int DEFAULT_LIMIT = 50;

  private final Map<String, String> given;

  private Query(Map<String, String> given) {
    this.given = given;
  }

  static Query of(Map<String, String[]> parameters, String... known) {
    List<String> names = Arrays.asList(known);
    Map<String, String> given = new TreeMap<>();
    parameters.forEach(
        (name, values) -> {
          if (!names.contains(name)) {
            throw RefusedException.invalid(
                "there is no parameter '" + Text.shown(name, 50) + "', there are " + names);
          }
          if (values.length != 1) {
            throw RefusedException.invalid(name + " is given more than once");
          }
          if (!values[0].isEmpty()) {
            given.put(name, Text.requireStorable(name, values[0]));
          }
        });
    return new Query(given);
  }

  /**
   * A text.
   *
   * @param longest most characters
   */
  public @Nullable String text(String name, int longest) {
    String value = given.get(name);
    if (value != null && value.length() > longest) {
      throw RefusedException.invalid(
          name + " must have at most " + longest + " characters, has " + value.length());
    }
    return value;
  }

  public String requiredText(String name, int longest) {
    String value = text(name, longest);
    if (value == null) {
      throw RefusedException.invalid(name + " is missing");
    }
    return value;
  }

  public <E extends Enum<E>> @Nullable E one(String name, Class<E> type) {
    String value = given.get(name);
    if (value == null) {
      return null;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(value)) {
        return constant;
      }
    }
    throw RefusedException.invalid(
        name + " must be one of " + Arrays.toString(type.getEnumConstants()));
  }

  public @Nullable UUID uuid(String name) {
    String value = given.get(name);
    if (value == null) {
      return null;
    }
    // The parser of the JDK takes 1-1-1-1-1 as well.
    if (!value.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
      throw RefusedException.invalid(name + " must be a UUID");
    }
    return UUID.fromString(value);
  }

  public @Nullable Instant time(String name) {
    String value = given.get(name);
    return value == null ? null : Times.parse(name, value);
  }

  /** Refuses a range of times that ends before it begins. */
  public void requireOrder(String from, String to) {
    Instant begin = time(from);
    Instant end = time(to);
    if (begin != null && end != null && !begin.isBefore(end)) {
      throw RefusedException.invalid(from + " must be before " + to);
    }
  }

  public int number(String name, int least, int most, int otherwise) {
    String value = given.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw RefusedException.invalid(name + " must be a number from " + least + " to " + most);
  }

  /** How many rows a page may have. */
  public int limit() {
    return number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
  }

  /** What the filter is, for who keeps answers by it. */
  public String canonical() {
    return given.toString();
  }

  /** Marks the filter, so that a cursor is not used with another one. */
  String fingerprint() {
    CRC32 crc = new CRC32();
    given.forEach(
        (name, value) -> {
          if (!name.equals("cursor") && !name.equals("limit")) {
            crc.update(
                (name + '\0' + value + '\0').getBytes(java.nio.charset.StandardCharsets.UTF_8));
          }
        });
    return Long.toHexString(crc.getValue());
  }

  /** Times as RFC 3339 has them. */
  static final class Times {
    private Times() {}

    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    static Instant parse(String name, String value) {
      try {
        Instant time = OffsetDateTime.parse(value).toInstant();
        if (!time.isBefore(EARLIEST) && !time.isAfter(LATEST)) {
          return time;
        }
      } catch (DateTimeException e) {
        // Said below.
      }
      throw RefusedException.invalid(
          name + " must be a time such as 2026-01-31T12:00:00Z, from 1970 on");
    }
  }
}
