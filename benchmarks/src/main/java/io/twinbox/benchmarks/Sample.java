package io.twinbox.benchmarks;

import java.util.UUID;

/**
 * One made-up message of a measurement.
 *
 * @param no its number within the run, 0 or more; also the first field of the payload
 * @param id the message's identity
 * @param customer what the key stands for, from 0
 * @param payload JSON in ASCII; not copied, do not change it
 */
record Sample(long no, UUID id, int customer, byte[] payload) {
  /** The ordering key. */
  String key() {
    return "customer-" + customer;
  }
}
