package io.twinbox.benchmarks;

/**
 * The data of a measurement.
 *
 * @param seed the same seed gives the same data
 * @param keys different keys, 1 or more
 * @param payloadBytes size of a payload
 * @param partitions partitions of each topic, 1 or more
 */
record Workload(long seed, int keys, int payloadBytes, int partitions) {
  static final long DEFAULT_SEED = 42;
  static final int DEFAULT_KEYS = 1_000;
  static final int DEFAULT_PAYLOAD_BYTES = 500;
  static final int DEFAULT_PARTITIONS = 8;

  static final Workload DEFAULT =
      new Workload(DEFAULT_SEED, DEFAULT_KEYS, DEFAULT_PAYLOAD_BYTES, DEFAULT_PARTITIONS);

  Workload {
    if (keys < 1 || partitions < 1) {
      throw new IllegalArgumentException("keys and partitions must be 1 or more");
    }
    if (payloadBytes < Samples.MIN_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "payload must be " + Samples.MIN_PAYLOAD_BYTES + " bytes or more: " + payloadBytes);
    }
  }

  Workload withKeys(int wanted) {
    return new Workload(seed, wanted, payloadBytes, partitions);
  }

  /** The messages of a round; the same for every contender. */
  Samples samples(long round) {
    return new Samples(seed + round, keys, payloadBytes);
  }
}
