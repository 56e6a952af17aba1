package io.twinbox;

import java.util.Map;

/**
 * How large the parts of a message may be. A message at its limit passes. The sizes of text are
 * those of its UTF-8 bytes, because that is what travels.
 *
 * @param payloadBytes size of the payload, 1 or more. Kafka refuses a record above {@code
 *     max.message.bytes}, 1 MiB unless changed: the default leaves room for key and headers
 * @param keyBytes size of the key, 1 to {@value #MAX_KEY_BYTES}
 * @param headers number of headers, 0 or more
 * @param headerBytes names and values of all headers together, 0 or more
 */
public record Limits(int payloadBytes, int keyBytes, int headers, int headerBytes) {

  /** What Kafka allows for the name of a topic, in characters. */
  public static final int MAX_TOPIC_LENGTH = 249;

  /** Type and content type, in characters. */
  public static final int MAX_TYPE_LENGTH = 255;

  /**
   * The largest key the database takes: a lane must fit into an index entry of a third of a page.
   */
  public static final int MAX_KEY_BYTES = 2_048;

  /** 900 KiB of payload, 1 KiB of key, 64 headers of 16 KiB together. */
  public static final Limits DEFAULT = new Limits(900 * 1024, 1_024, 64, 16 * 1024);

  public Limits {
    requireRange("payloadBytes", payloadBytes, 1, Integer.MAX_VALUE);
    requireRange("keyBytes", keyBytes, 1, MAX_KEY_BYTES);
    requireRange("headers", headers, 0, Integer.MAX_VALUE);
    requireRange("headerBytes", headerBytes, 0, Integer.MAX_VALUE);
  }

  /**
   * Refuses a message that is too large.
   *
   * @throws InvalidMessageException naming the first part above its limit
   */
  public void check(Message message) {
    atMost("payload", message.payloadSize(), payloadBytes, "bytes", REFER);
    String key = message.key();
    if (key != null) {
      atMost("key", Text.utf8Size(key), keyBytes, "bytes", "Use a shorter ordering key");
    }
    Map<String, String> given = message.headers();
    if (!given.isEmpty()) {
      atMost("headers", given.size(), headers, "headers", "Put data into the payload");
      atMost("headers", utf8Size(given), headerBytes, "bytes", "Put data into the payload");
    }
  }

  private static final String REFER =
      "Store the data elsewhere and send a reference, or raise Limits.payloadBytes and Kafka's"
          + " max.message.bytes with it";

  private static long utf8Size(Map<String, String> headers) {
    long size = 0;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      size += Text.utf8Size(header.getKey()) + Text.utf8Size(header.getValue());
    }
    return size;
  }

  private static void atMost(String field, long actual, int limit, String unit, String remedy) {
    if (actual > limit) {
      throw new InvalidMessageException(
          field, actual + " " + unit, "at most " + limit + " " + unit, remedy);
    }
  }

  private static void requireRange(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(name + " must be " + low + " to " + high + ": " + value);
    }
  }
}
