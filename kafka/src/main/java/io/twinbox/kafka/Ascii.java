package io.twinbox.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * Writes identifiers, numbers and times as ASCII bytes without a string in between: three per
 * record on the hot path.
 */
final class Ascii {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final int UUID_LENGTH = 36;
  private static final int SECONDS_PER_DAY = 86_400;

  // Where the years of four digits begin and end, in seconds of the epoch.
  private static final long YEAR_0 = -62_167_219_200L;
  private static final long YEAR_10000 = 253_402_300_800L;

  private Ascii() {}

  /** The 36 characters of {@link UUID#toString()}. */
  static byte[] uuid(UUID id) {
    byte[] out = new byte[UUID_LENGTH];
    long high = id.getMostSignificantBits();
    long low = id.getLeastSignificantBits();
    hex(out, 0, high >>> 32, 8);
    out[8] = '-';
    hex(out, 9, high >>> 16, 4);
    out[13] = '-';
    hex(out, 14, high, 4);
    out[18] = '-';
    hex(out, 19, low >>> 48, 4);
    out[23] = '-';
    hex(out, 24, low, 12);
    return out;
  }

  private static void hex(byte[] out, int from, long value, int digits) {
    long rest = value;
    for (int i = from + digits - 1; i >= from; i--) {
      out[i] = HEX[(int) (rest & 0xF)];
      rest >>>= 4;
    }
  }

  /** Decimal digits of a number that is not negative. */
  static byte[] number(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("negative: " + value);
    }
    int length = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      length++;
    }
    byte[] out = new byte[length];
    digits(out, 0, value, length);
    return out;
  }

  /**
   * RFC 3339 in UTC with microseconds, {@code 2025-01-31T23:59:59.123456Z}: what PostgreSQL keeps.
   * Years outside 0000 to 9999, which RFC 3339 cannot say, are written as ISO 8601 does.
   */
  static byte[] time(Instant time) {
    if (time.getEpochSecond() < YEAR_0 || time.getEpochSecond() >= YEAR_10000) {
      return time.toString().getBytes(StandardCharsets.US_ASCII);
    }
    long day = Math.floorDiv(time.getEpochSecond(), SECONDS_PER_DAY);
    int second = (int) Math.floorMod(time.getEpochSecond(), (long) SECONDS_PER_DAY);
    LocalDate date = LocalDate.ofEpochDay(day);
    byte[] out = new byte[27];
    digits(out, 0, date.getYear(), 4);
    out[4] = '-';
    digits(out, 5, date.getMonthValue(), 2);
    out[7] = '-';
    digits(out, 8, date.getDayOfMonth(), 2);
    out[10] = 'T';
    digits(out, 11, second / 3600, 2);
    out[13] = ':';
    digits(out, 14, second / 60 % 60, 2);
    out[16] = ':';
    digits(out, 17, second % 60, 2);
    out[19] = '.';
    digits(out, 20, time.getNano() / 1000, 6);
    out[26] = 'Z';
    return out;
  }

  private static void digits(byte[] out, int from, long value, int count) {
    long rest = value;
    for (int i = from + count - 1; i >= from; i--) {
      out[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
