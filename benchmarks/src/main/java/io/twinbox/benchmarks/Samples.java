package io.twinbox.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * An endless stream of messages: the same seed gives the same messages, so that every contender
 * moves the same data. Not thread-safe.
 */
final class Samples {
  /** The least payload size there is room for the fields in. */
  static final int MIN_PAYLOAD_BYTES = 160;

  private static final byte[] START = ascii("{\"no\":");
  private static final byte[] END = ascii("\"}");
  private static final int WORDS = 16_384;

  private final Lexicon lexicon;
  private final SplittableRandom random;
  private final int keys;
  private final int payloadBytes;
  private long no;

  /**
   * @param keys number of different keys, 1 or more
   * @param payloadBytes size of each payload, {@link #MIN_PAYLOAD_BYTES} or more
   */
  Samples(long seed, int keys, int payloadBytes) {
    if (keys < 1) {
      throw new IllegalArgumentException("keys must be 1 or more: " + keys);
    }
    if (payloadBytes < MIN_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "payload must be " + MIN_PAYLOAD_BYTES + " bytes or more: " + payloadBytes);
    }
    this.lexicon = new Lexicon(seed, WORDS);
    this.random = new SplittableRandom(seed);
    this.keys = keys;
    this.payloadBytes = payloadBytes;
  }

  /** The next message; they are numbered from 0. */
  Sample next() {
    return next(no++);
  }

  /** The next message, under a number of the caller's. */
  Sample next(long number) {
    UUID id = new UUID(random.nextLong(), random.nextLong());
    int customer = random.nextInt(keys);
    return new Sample(number, id, customer, payload(number, id, customer));
  }

  /**
   * The number of the message that a payload made here belongs to.
   *
   * @throws IllegalArgumentException if it is not one of ours
   */
  static long noOf(byte[] payload) {
    long no = 0;
    int at = START.length;
    while (at < payload.length && payload[at] >= '0' && payload[at] <= '9') {
      no = no * 10 + (payload[at++] - '0');
    }
    if (at == START.length || at == payload.length || payload[at] != ',') {
      throw new IllegalArgumentException("not a payload of this benchmark");
    }
    return no;
  }

  private byte[] payload(long number, UUID id, int customer) {
    ByteBuffer json = ByteBuffer.allocate(payloadBytes);
    json.put(START).put(ascii(Long.toString(number)));
    json.put(ascii(",\"orderId\":\"" + id + "\",\"customer\":" + customer));
    json.put(ascii(",\"amountCents\":" + random.nextInt(100, 1_000_000) + ",\"note\":\""));
    while (json.remaining() > END.length) {
      byte[] word = lexicon.word(random);
      json.put(word, 0, Math.min(word.length, json.remaining() - END.length));
      if (json.remaining() > END.length) {
        json.put((byte) ' ');
      }
    }
    return json.put(END).array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
